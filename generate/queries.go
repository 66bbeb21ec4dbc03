package generate

// Query is one of the benchmarks' queries with what it asks for.
type Query struct {
	Language, Text       string
	Topic, Partner, Kind string // "" any
}

// Queries are the sixty of data/queries.tsv.
func Queries() ([]Query, error) {
	_, rows, err := table("data/queries.tsv")
	if err != nil {
		return nil, err
	}
	var list []Query
	for _, c := range rows {
		list = append(list, Query{Language: c[0], Text: c[1], Topic: c[2], Partner: c[3], Kind: c[4]})
	}
	return list, nil
}

// Asks tells whether the query asks for an act: one on its subject in its own
// language, or one with its partner in whichever language.
func (q *Query) Asks(a *Act) bool {
	if q.Partner != "" && a.Partner != q.Partner || q.Kind != "" && a.Kind != q.Kind {
		return false
	}
	return q.Topic == "" || a.Topic == q.Topic && a.Language == q.Language
}
