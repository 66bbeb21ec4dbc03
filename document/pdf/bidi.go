package pdf

// logical gives the order in which the words of a line are read.
func logical(words []word) []int {
	order := make([]int, len(words))
	for i := range order {
		order[i] = i
	}
	return order
}
