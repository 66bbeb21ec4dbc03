package store

import "concord/register"

// Choose picks, of the versions of a work, the one that is asked for (number 0: the
// newest; language "": any), and those that a view of it names beside it: the
// newest of the other languages, and all others of its own. Of a version that
// repeats the text of another, that other is shown. The zero version says that
// there is none.
func Choose(all []register.Version, language string, number int) (chosen register.Version, others []register.Version) {
	for _, x := range all {
		if (language == "" || x.Language == language) && (number == x.Number || number == 0 && !x.Superseded) {
			chosen = x
			break
		}
	}
	if chosen.Repeats != 0 {
		for _, x := range all {
			if x.Language == chosen.Language && x.Number == chosen.Repeats {
				chosen = x
				break
			}
		}
	}
	for _, x := range all {
		if x.Key != chosen.Key && (x.Language == language || x.Language == chosen.Language || !x.Superseded) {
			others = append(others, x)
		}
	}
	return chosen, others
}

// Chosen lets choose pick a passage of an outline and gives it as ordinals; what lies
// outside of the outline is no passage.
func Chosen(outline []register.Outlined, choose func([]register.Outlined) (from, to int)) (from, to int) {
	from, to = choose(outline)
	from, to = max(from, 0), min(to, len(outline))
	if from >= to {
		return 0, 0
	}
	return outline[from].Ordinal, outline[to-1].Ordinal + 1
}
