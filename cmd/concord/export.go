package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"concord/api"
	"concord/export"
	"concord/fault"
	"concord/register"
	"concord/symbol"

	"github.com/spf13/cobra"
)

// formats by the ending of a file's name.
var formats = map[string]string{".jsonl": "jsonl", ".csv": "csv", ".xlsx": "xlsx", ".jsonld": "jsonld", ".atom": "atom", ".xml": "akn"}

func (p *program) exportCommand() *cobra.Command {
	f := asked{}
	var file, format string
	var version int
	c := &cobra.Command{
		Use:   "export [QUERY] -o FILE",
		Short: "Write records as CSV, XLSX, JSON Lines, JSON-LD or Atom, a document as Akoma Ntoso",
		Long: `Export writes the records that a query finds, all without one. The name of the file
says the form: .jsonl (with all claims and sources; what ` + "`concord import`" + ` takes whole),
.csv, .xlsx, .jsonld, .atom. A file .xml takes the symbol of a document as QUERY and
gets its text as Akoma Ntoso, in the language of --lang.`,
		Example: "  concord export -o activities.xlsx\n  concord export --kind all -o register.jsonl\n  concord export partner:ASEAN -o asean.csv --lang zh\n  concord export A/77/277 -o report.xml --lang zh",
		RunE: func(cmd *cobra.Command, args []string) error {
			if file == "" {
				return fault.New(fault.Usage, "`concord export` takes the file to write with -o, or - for standard output with --format.")
			}
			if format == "" {
				format = formats[strings.ToLower(filepath.Ext(file))]
			}
			if format == "" {
				return fault.New(fault.Usage, "%s: the name has to end in .jsonl, .csv, .xlsx, .jsonld, .atom or .xml, or --format says the form.", file)
			}
			return p.withHeld(cmd.Context(), func(reg *registry) error {
				return p.export(cmd.Context(), reg, &f, args, file, format, version)
			})
		},
	}
	f.flags(c)
	c.Flags().IntVar(&f.limit, "limit", 0, "how many at most; 0 for all")
	c.Flags().StringVarP(&file, "output", "o", "", "the file to write; - for standard output")
	c.Flags().StringVar(&format, "format", "", "jsonl, csv, xlsx, jsonld, atom or akn, where the file's name does not say it")
	c.Flags().IntVar(&version, "version", 0, "which version of a document; 0 for the newest")
	return c
}

func (p *program) export(ctx context.Context, reg *registry, f *asked, words []string, file, format string, version int) error {
	names, err := export.NewNames(reg.desk.Lexicon())
	if err != nil {
		return err
	}
	write := func(w io.Writer) error {
		if format == "akn" {
			if len(words) != 1 {
				return fault.New(fault.Usage, "A file .xml takes the symbol of one document, as in: concord export A/77/277 -o report.xml")
			}
			v, err := view(ctx, reg.store, words[0], f.lang, version)
			if err != nil {
				return err
			}
			return export.AKN(w, v, names)
		}
		filter, _, err := f.filter(names, words)
		if err != nil {
			return err
		}
		filter.Limit = f.limit
		return writeRecords(ctx, w, reg.store, filter, names, f.lang, format)
	}
	if err := p.writeTo(file, write); err != nil || file == "-" {
		return err
	}
	fmt.Fprintf(p.err, "%s is written.\n", file)
	return nil
}

// view of a document in a language, else in English, else in the first that there is.
func view(ctx context.Context, r register.Reader, name, lang string, version int) (*register.View, error) {
	if s, err := symbol.Parse(name); err == nil {
		name = string(s) // a/77/277 is A/77/277
	}
	w, err := r.Work(ctx, name)
	if err != nil {
		return nil, err
	}
	versions, err := r.Versions(ctx, w.ID)
	if err != nil {
		return nil, err
	}
	for _, l := range []string{lang, "en"} {
		for i := range versions {
			if versions[i].Language == l {
				return r.View(ctx, w.ID, l, version)
			}
		}
	}
	if len(versions) == 0 {
		return nil, fault.New(fault.NotFound, "Records cite %s, but its text is not held; hand it in with `concord read`.", name)
	}
	return r.View(ctx, w.ID, versions[0].Language, version)
}

// writeTo writes to a file, or to the terminal where none is named.
func (p *program) writeTo(file string, write func(io.Writer) error) error {
	if file != "" && file != "-" {
		return writeWhole(file, write)
	}
	out := bufio.NewWriter(p.out)
	if err := write(out); err != nil {
		return err
	}
	return written(out.Flush())
}

// writeWhole writes a file beside its place and moves it there when it is whole.
func writeWhole(file string, write func(io.Writer) error) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), ".concord-*")
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "%s cannot be written: %v.", file, err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // nothing is there once it was moved
	out := bufio.NewWriterSize(tmp, 1<<16)
	err = write(out)
	if err == nil {
		err = written(out.Flush())
	}
	if err == nil {
		err = written(tmp.Sync())
	}
	if cerr := tmp.Close(); err == nil {
		err = written(cerr)
	}
	if err == nil {
		err = written(os.Chmod(tmp.Name(), 0o644))
	}
	if err == nil {
		err = fault.Wrap(os.Rename(tmp.Name(), file), fault.Unavailable, "%s cannot be written.", file)
	}
	return err
}

// localBase goes before identifiers in files that no server gave.
const localBase = "urn:concord:"

// writeRecords writes the records of a filter in a form.
func writeRecords(ctx context.Context, w io.Writer, r register.Reader, f register.Filter, names *export.Names, lang, format string) error {
	depth := export.Sources
	if format == "jsonl" || format == "jsonld" {
		depth = export.Whole
	}
	items := export.All(ctx, r, f, depth)
	cells := export.Cells{Columns: export.Columns(export.KindsOf(f.Kind)...), Names: names, Language: lang, Title: api.Titles(ctx, r, lang)}
	switch format {
	case "jsonl":
		return export.RecordLines(w, items, nil)
	case "csv":
		return export.CSV(w, export.Records(items, cells))
	case "xlsx":
		return export.XLSX(w, export.Records(items, cells))
	case "jsonld":
		return export.Linked{Base: localBase, Names: names, Language: lang}.Records(w, items)
	case "atom":
		feed := export.Feed{ID: "urn:concord:export", Title: "Concord", Language: lang}
		for item, err := range items {
			if err != nil {
				return err
			}
			e := export.RecordEntry(&item, lang, localBase)
			if e.Updated.After(feed.Updated) {
				feed.Updated = e.Updated
			}
			feed.Entries = append(feed.Entries, e)
		}
		if feed.Updated.IsZero() {
			feed.Updated = time.Now()
		}
		return export.Atom(w, feed)
	}
	return fault.New(fault.Usage, "--format %s: there are jsonl, csv, xlsx, jsonld and atom.", format)
}
