package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"concord/export"
	"concord/fault"
	"concord/lexicon"
	"concord/register"

	"github.com/spf13/cobra"
)

func (p *program) showCommand() *cobra.Command {
	var lang string
	var asJSON, history, evidence bool
	c := &cobra.Command{
		Use:   "show ID|SYMBOL",
		Short: "Show one record with its source, or one document",
		Example: `  concord show 7f3k9m2xq4tbc --evidence --history
  concord show A/77/277 --lang zh`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fault.New(fault.Usage, "`concord show` takes the identifier of one record, or the symbol of one document.")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(lexicon.Languages, lang) {
				return fault.New(fault.Usage, "--lang %s: there are %s.", lang, strings.Join(lexicon.Languages, ", "))
			}
			return p.withHeld(cmd.Context(), func(reg *registry) error {
				out := bufio.NewWriter(p.out)
				err := p.show(cmd.Context(), out, reg, args[0], lang, asJSON, history, evidence)
				if err != nil {
					return err
				}
				return written(out.Flush())
			})
		},
	}
	c.Flags().StringVar(&lang, "lang", "en", "language of names, and of a document")
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	c.Flags().BoolVar(&history, "history", false, "all revisions: who changed it, when and why")
	c.Flags().BoolVar(&evidence, "evidence", false, "where each value comes from")
	return c
}

func (p *program) show(ctx context.Context, out io.Writer, reg *registry, id, lang string, asJSON, history, evidence bool) error {
	r := reg.store
	names, err := export.NewNames(reg.desk.Lexicon())
	if err != nil {
		return err
	}
	rec, err := r.Record(ctx, id, 0)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		v, verr := view(ctx, r, id, lang, 0)
		if fault.KindOf(verr) == fault.NotFound && verr != nil {
			return fault.New(fault.NotFound, "There is neither a record %s nor a document of that symbol whose text is held; `concord read` takes one in, and `concord search work:%[1]s` finds the records that cite it.", id)
		}
		if verr != nil {
			return verr
		}
		return showDocument(out, v, lang, asJSON)
	}
	if err != nil {
		return err
	}
	item := export.Item{Line: register.Line{Record: rec}}
	if item.Tellings, err = r.Tellings(ctx, id); err != nil {
		return err
	}
	if item.Claims, err = r.Claims(ctx, id); err != nil {
		return err
	}
	for _, t := range item.Tellings {
		if !t.Dropped {
			item.Told = t.Evidence
			break
		}
	}
	var revisions []register.Revision
	if history {
		if revisions, err = r.History(ctx, id); err != nil {
			return err
		}
	}
	if asJSON {
		labels := map[string]string{}
		names.Labels(labels, &rec, lang)
		x := struct {
			export.Record
			Names   map[string]string   `json:"names"`
			History []register.Revision `json:"history,omitempty"`
		}{export.RecordOf(&item), labels, revisions}
		if !evidence {
			x.Claims = nil
		}
		return printJSON(out, x)
	}
	cells := export.Cells{Columns: export.Columns(rec.Kind), Names: names, Language: lang}
	row := cells.Row(&item)
	for i, name := range export.Header(cells.Columns) {
		if row[i] != "" {
			fmt.Fprintf(out, "%-18s %s\n", name, oneLine(row[i]))
		}
	}
	if evidence {
		fmt.Fprintln(out, "\nevidence")
		for _, c := range item.Claims {
			who := export.Citation(&c.Evidence)
			if c.Author != "" {
				who = c.By.Name
			}
			words := ""
			if c.Evidence.Quote != "" {
				words = " “" + c.Evidence.Quote + "”"
			}
			value := c.Value
			if value == register.Nothing {
				value = "nothing reported"
			}
			fmt.Fprintln(out, oneLine(fmt.Sprintf("  %-10s %-9s %s: %s%s (%s)", c.Field, c.State, value, who, words, c.Rule)))
		}
	}
	if history {
		fmt.Fprintln(out, "\nhistory")
		for _, h := range revisions {
			fmt.Fprintln(out, oneLine(fmt.Sprintf("  %3d  %s  %s, %s %s", h.Revision, h.At.UTC().Format("2006-01-02 15:04"), h.By.Name, h.Act.Name, h.Act.Why)))
		}
	}
	return nil
}

// showDocument prints a document: its masthead and its paragraphs with the acts
// that they tell.
func showDocument(out io.Writer, v *register.View, lang string, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		return written(enc.Encode(v))
	}
	head := &v.Version.Masthead
	line := append(slices.Clone(v.Work.Symbols), v.Version.Language)
	for _, day := range []string{head.Dated, head.Date} { // what it bears itself, then of distribution
		if day != "" && !slices.Contains(line, day) {
			line = append(line, day)
		}
	}
	fmt.Fprintln(out, oneLine(strings.Join(line, "  ")))
	if head.Title != "" {
		fmt.Fprintln(out, oneLine(head.Title))
	}
	next := 0
	for i := range v.Paragraphs {
		for ; next < len(v.Version.Headings) && v.Version.Headings[next].Next <= i; next++ {
			h := &v.Version.Headings[next]
			fmt.Fprintln(out, "\n"+oneLine(strings.TrimSpace(h.Number+" "+h.Text)))
		}
		p := &v.Paragraphs[i]
		fmt.Fprintln(out, "\n"+strings.TrimSpace(p.Part+" "+p.Number)+"  "+oneLine(p.Text.Text))
		for _, a := range p.Activities {
			if a.Dropped {
				continue
			}
			title, _ := export.Title(&a.Record, lang)
			fmt.Fprintln(out, "    – "+oneLine(title)+"  "+a.Record.ID)
		}
	}
	return nil
}
