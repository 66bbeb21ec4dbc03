// Package bench compares Concord's search with Bleve and its CJK analyzer. It is a
// module of its own, so that the program does not carry what only it is measured
// against: go test -run xxx -bench Bleve -benchtime 1x
package bench

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"concord/generate"
	"concord/lexicon"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/search/query"
)

// BenchmarkBleve tells how many of the acts that the sixty queries ask for Bleve
// finds, words joined by AND, over the same acts as generate/measure.
// MEASURE_ACTS is how many acts, 10,000 where it is not set.
func BenchmarkBleve(b *testing.B) {
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
	dir := filepath.Join(b.TempDir(), "bleve")
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = "cjk"
	index, err := bleve.New(dir, mapping)
	must(err)
	defer index.Close()
	var rows []*generate.Act
	begun := time.Now()
	batch := index.NewBatch()
	for doc := range g.Documents(n, 1) {
		for i := range doc.Acts {
			rows = append(rows, &doc.Acts[i])
			must(batch.Index(strconv.Itoa(len(rows)-1), map[string]string{"text": doc.Acts[i].Text}))
		}
		must(index.Batch(batch))
		batch.Reset()
	}
	load := time.Since(begun)
	var size int64
	must(filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil {
				size += info.Size()
			}
		}
		return err
	}))
	var recall, precision float64
	var took time.Duration
	for b.Loop() {
		recall, precision, took = 0, 0, 0
		for i := range queries {
			q := &queries[i]
			begun := time.Now()
			var all []query.Query
			for _, w := range strings.Fields(q.Text) {
				m := bleve.NewMatchQuery(strings.Trim(w, `"`))
				m.SetOperator(query.MatchQueryOperatorAnd)
				all = append(all, m)
			}
			request := bleve.NewSearchRequestOptions(bleve.NewConjunctionQuery(all...), len(rows), 0, false)
			found, err := index.Search(request)
			must(err)
			took += time.Since(begun)
			asked, right := 0, 0
			for _, a := range rows {
				if q.Asks(a) {
					asked++
				}
			}
			for _, h := range found.Hits {
				id, err := strconv.Atoi(h.ID)
				must(err)
				if q.Asks(rows[id]) {
					right++
				}
			}
			recall += float64(right) / float64(max(asked, 1))
			precision += float64(right) / float64(max(len(found.Hits), 1))
		}
	}
	k := float64(len(queries))
	b.ReportMetric(recall/k, "recall")
	b.ReportMetric(precision/k, "precision")
	b.ReportMetric(float64(took.Microseconds())/k/1000, "ms/query")
	b.ReportMetric(float64(size)/1e6, "MB")
	b.ReportMetric(load.Seconds(), "s-to-load")
}
