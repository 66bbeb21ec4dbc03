package measure_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"concord/desk"
	"concord/generate"
	"concord/lexicon"
	"concord/register"
	"concord/search"
	"concord/store/sqlite"
)

// BenchmarkRecall compares what the sixty queries find with what they ask for: of
// Concord, and of a plain FTS5 table with the tokenizer unicode61 over the same
// texts. MEASURE_ACTS is how many acts, 10,000 where it is not set.
func BenchmarkRecall(b *testing.B) {
	n := 10_000
	if x, err := strconv.Atoi(os.Getenv("MEASURE_ACTS")); err == nil {
		n = x
	}
	must := func(err error) {
		b.Helper()
		if err != nil {
			b.Fatal(err)
		}
	}
	lex, err := lexicon.Load()
	must(err)
	g, err := generate.New(lex)
	must(err)
	queries, err := generate.Queries()
	must(err)
	dir := b.TempDir()
	s, err := sqlite.Open(b.Context(), filepath.Join(dir, "concord.db"), sqlite.Options{})
	must(err)
	defer s.Close()
	plain, err := sql.Open("sqlite", filepath.Join(dir, "plain.db"))
	must(err)
	defer plain.Close()
	_, err = plain.Exec("CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61')")
	must(err)
	d := desk.New(s)
	acts := map[string]*generate.Act{}
	var rows []*generate.Act
	batch, err := plain.Begin()
	must(err)
	for doc := range g.Documents(n, 1) {
		_, err := d.TakeIn(b.Context(), doc.Document, doc.Reading, desk.Named("Amira"), desk.Apart())
		must(err)
		k := 0
		for i := range doc.Reading.Paragraphs {
			for _, a := range doc.Reading.Paragraphs[i].Activities {
				act := &doc.Acts[k]
				k++
				acts[fmt.Sprint(doc.Document.Masthead.Symbols[0], doc.Document.Language, doc.Document.Paragraphs[i].Number, a.From)] = act
				rows = append(rows, act)
				_, err := batch.Exec("INSERT INTO t(rowid, x) VALUES (?, ?)", len(rows), act.Text)
				must(err)
			}
		}
	}
	must(batch.Commit())
	names := search.NewNames(lex)
	type sum struct {
		right, found, asked float64
		took                time.Duration
	}
	var concord, fts sum
	judge := func(to *sum, q *generate.Query, found []*generate.Act, took time.Duration) {
		asked, right := 0, 0
		for _, a := range rows {
			if q.Asks(a) {
				asked++
			}
		}
		for _, a := range found {
			if q.Asks(a) {
				right++
			}
		}
		to.asked++
		to.right += float64(right) / float64(max(asked, 1))
		to.found += float64(right) / float64(max(len(found), 1))
		to.took += took
	}
	for b.Loop() {
		concord, fts = sum{}, sum{}
		for i := range queries {
			q := &queries[i]
			begun := time.Now()
			parsed, err := names.Parse(q.Text, search.Options{Language: q.Language})
			must(err)
			f := parsed.Filter
			f.Limit, f.Order = 1000, register.Newest
			var found []*generate.Act
			for {
				page, err := s.Records(b.Context(), f)
				must(err)
				for _, l := range page.Lines {
					t := l.Told
					if a := acts[fmt.Sprint(t.Work, t.Language, t.Number, t.From)]; a != nil {
						found = append(found, a)
					}
				}
				if f.Cursor = page.Next; f.Cursor == "" {
					break
				}
			}
			judge(&concord, q, found, time.Since(begun))
			begun = time.Now()
			found = nil
			list, err := plain.Query("SELECT rowid FROM t WHERE t MATCH ?", `"`+strings.Join(strings.Fields(q.Text), `" "`)+`"`)
			must(err)
			for list.Next() {
				var id int
				must(list.Scan(&id))
				found = append(found, rows[id-1])
			}
			must(list.Err())
			judge(&fts, q, found, time.Since(begun))
		}
	}
	b.ReportMetric(concord.right/concord.asked, "recall")
	b.ReportMetric(concord.found/concord.asked, "precision")
	b.ReportMetric(fts.right/fts.asked, "recall-fts5")
	b.ReportMetric(fts.found/fts.asked, "precision-fts5")
	b.ReportMetric(float64(concord.took)/float64(fts.took), "times-fts5")
	b.ReportMetric(float64(concord.took.Microseconds())/concord.asked/1000, "ms/query")
	b.ReportMetric(float64(fts.took.Microseconds())/fts.asked/1000, "ms/query-fts5")
}
