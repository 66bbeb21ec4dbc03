package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"concord/api"
	"concord/export"
	"concord/fault"
	"concord/lexicon"
	"concord/register"

	"github.com/spf13/cobra"
)

// asked are the flags with which commands choose records.
type asked struct {
	lang, kind string
	limit      int
	samples    bool
}

func (f *asked) flags(c *cobra.Command) {
	c.Flags().StringVar(&f.lang, "lang", "en", "language of names and of what is typed: "+strings.Join(lexicon.Languages, ", "))
	c.Flags().StringVar(&f.kind, "kind", "activity", "kind of record: "+kindNames()+", or all")
	c.Flags().BoolVar(&f.samples, "samples", false, "samples too")
}

func kindNames() string {
	var names []string
	for _, k := range register.Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}

// filter is what the flags and the words typed ask of the register.
func (f *asked) filter(names *export.Names, words []string) (register.Filter, []string, error) {
	if !slices.Contains(lexicon.Languages, f.lang) {
		return register.Filter{}, nil, fault.New(fault.Usage, "--lang %s: there are %s.", f.lang, strings.Join(lexicon.Languages, ", "))
	}
	if f.limit < 0 || f.limit > 1_000_000 {
		return register.Filter{}, nil, fault.New(fault.Usage, "--limit takes a number from 0 (all) to 1,000,000.")
	}
	out := register.Filter{Kind: register.Kind(f.kind), Samples: f.samples}
	if f.kind == "all" {
		out.Kind = register.AnyKind
	} else if !slices.Contains(register.Kinds(), out.Kind) {
		return out, nil, fault.New(fault.Usage, "--kind %s: there are %s, and all.", f.kind, kindNames())
	}
	text := strings.TrimSpace(strings.Join(words, " "))
	if text == "" {
		return out, nil, nil
	}
	found, err := api.Searcher(names.Lexicon)(context.Background(), out, text, f.lang)
	return found.Filter, found.Notes, err
}

func (p *program) searchCommand() *cobra.Command {
	f := asked{}
	var format string
	var asJSON bool
	c := &cobra.Command{
		Use:   "search QUERY",
		Short: "Find records by words, names, symbols, dates and filters",
		Long: `Search finds records as the box on the pages does: words in any of six languages,
"exact phrases", AND, OR, NOT, names (AU, 非盟), symbols (res 2524), dates (June 2021,
2020..2022), filters (partner:ASEAN theme:counter-terrorism kind:training place:UZB).`,
		Example: "  concord search 'workshop partner:ASEAN 2021..2023'\n  concord search 反恐 培训 --lang zh --json",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fault.New(fault.Usage, "`concord search` takes what to search for.")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if asJSON {
				format = "jsonl"
			}
			return p.withHeld(cmd.Context(), func(reg *registry) error { return p.search(cmd.Context(), reg, &f, args, format) })
		},
	}
	f.flags(c)
	c.Flags().IntVar(&f.limit, "limit", 20, "how many at most; 0 for all")
	c.Flags().StringVar(&format, "format", "text", "text, jsonl, csv, jsonld or atom")
	c.Flags().BoolVar(&asJSON, "json", false, "the same as --format jsonl")
	return c
}

func (p *program) search(ctx context.Context, reg *registry, f *asked, words []string, format string) error {
	names, err := export.NewNames(reg.desk.Lexicon())
	if err != nil {
		return err
	}
	filter, notes, err := f.filter(names, words)
	if err != nil {
		return err
	}
	filter.Limit = f.limit
	out := bufio.NewWriter(p.out)
	if format != "text" {
		if err := writeRecords(ctx, out, reg.store, filter, names, f.lang, format); err != nil {
			return err
		}
		return written(out.Flush())
	}
	for _, n := range notes {
		fmt.Fprintln(p.err, oneLine(n))
	}
	probe := filter
	probe.Limit = 1
	first, err := reg.store.Records(ctx, probe)
	if err != nil {
		return err
	}
	shown := 0
	for item, err := range export.All(ctx, reg.store, filter, export.Sources) {
		if err != nil {
			return err
		}
		shown++
		hit(out, &item, names, f.lang)
	}
	if err := written(out.Flush()); err != nil {
		return err
	}
	switch {
	case first.Total == 0:
		fmt.Fprintln(p.err, "Nothing is reported that fits. Fewer words, or fewer filters, find more.")
	case shown < first.Total:
		fmt.Fprintf(p.err, "%d of %d; --limit shows more.\n", shown, first.Total)
	}
	return nil
}

// hit is one record in a few lines.
func hit(w io.Writer, item *export.Item, names *export.Names, lang string) {
	rec := &item.Record
	title, _ := export.Title(rec, lang)
	if title == "" {
		title = "(" + string(rec.Kind) + ")"
	}
	fmt.Fprintln(w, oneLine(title))
	var about []string
	if a := item.Activity; rec.Kind == register.KindActivity {
		for _, s := range []string{a.Kind, a.Date} {
			if s != "" {
				about = append(about, s)
			}
		}
		var who []string
		for _, x := range a.Parties {
			who = append(who, x.Actor)
		}
		if len(who) > 0 {
			about = append(about, strings.Join(who, ", "))
		}
		for _, x := range a.Places {
			n := names.Name(x, lang)
			if n == "" {
				n = x
			}
			about = append(about, n)
		}
	} else {
		about = append(about, string(rec.Kind))
	}
	if len(about) > 0 {
		fmt.Fprintln(w, "  "+oneLine(strings.Join(about, " · ")))
	}
	src := item.Source()
	cite := export.Citation(&src)
	if cite != "" {
		cite += "  "
	}
	fmt.Fprintln(w, "  "+cite+rec.ID)
}

// oneLine keeps what a register holds from steering a terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7F && r < 0xA0 {
			return ' '
		}
		return r
	}, s)
}

func written(err error) error {
	return fault.Wrap(err, fault.Unavailable, "The output cannot be written: %v.", err)
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return written(enc.Encode(v))
}
