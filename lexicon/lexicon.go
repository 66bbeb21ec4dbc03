// Package lexicon holds the names that Concord knows: actors and places in six
// languages, as data files that a desk officer can read, and the matchers made
// of them.
//
// It does not know grammar: dates, acts and short forms that hold only by
// context are found by package reading, which hands the words of its own tables
// to the matcher, so that a text is walked once for both.
package lexicon

// Kind of an entry.
type Kind uint8

// The kinds of entries that a matcher finds.
const (
	KindActor Kind = iota + 1
	KindPlace
	KindWord // a word of a language's tables, handed in by package reading
)

// Actor is whoever takes part; see DESIGN.md, "The words".
type Actor struct {
	ID      string // "AU", "UN-HABITAT", "caribbean-resilience-fund"; the same in every installation
	Type    string // un, partner, body, related, state, other
	Parent  string // ID; "" for none
	From    string // EDTF year, "" unknown
	To      string // EDTF year, "" still there
	Partner string // ID of the regional or other organization that it belongs to (itself for a partner); "" for none
}

// Sort of a name.
const (
	Official = "official"
	Short    = "short"
	Acronym  = "acronym"
	Former   = "former"
	Variant  = "variant"

	Adjective  = "adjective"  // of a place: the adjective of nationality
	Government = "government" // of a place: its government, by name

	// Not marks a phrase that holds a name of the place and does not name it:
	// 发展中国家 (developing countries) holds 中国, the Basel Convention holds Basel. A
	// matcher finds it, so that the name inside is not found; it is no name of the
	// place for anything else.
	Not = "not"
)

// Name of an actor or a place in one language.
type Name struct {
	Kind     Kind   // KindActor or KindPlace: whose name it is
	ID       string // of the actor or place
	Language string
	Sort     string // official, short, acronym, former, variant; of a place also adjective, government, not
	Text     string
	From, To string // years between which it was in use, "" open
	Source   string // symbol of the document where it was seen; "" means unverified
}

// Place is a country or territory (ID is its ISO 3166-1 alpha-3 code) or a city,
// region or other area (ID is its English name).
type Place struct {
	ID     string
	Kind   string // country, territory, region, city, area, water
	M49    string // three digits, "" for none
	Parent string // ID of the country or region that holds it, "" for none
}
