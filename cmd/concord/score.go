package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"concord/fault"
	"concord/score"

	"github.com/spf13/cobra"
)

func (p *program) scoreCommand() *cobra.Command {
	var asJSON, misses bool
	c := &cobra.Command{
		Use:   "score REFERENCE OUTPUT",
		Short: "Measure a reading against a hand-made reference",
		Long: `Score compares what ` + "`concord read FILE --json`" + ` printed (OUTPUT, - for standard
input) with a reference that a person made in the same form: precision, recall and
F1 by language and key. Only the paragraphs that the reference holds are compared.`,
		Example: "  concord read report.docx --json > output.jsonl\n  concord score reference.jsonl output.jsonl --misses",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return fault.New(fault.Usage, "`concord score` takes two files, the reference and the output.")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			reference, err := p.open(args[0])
			if err != nil {
				return err
			}
			defer reference.Close()
			output, err := p.open(args[1])
			if err != nil {
				return err
			}
			defer output.Close()
			results, missed, err := score.Compare(reference, output)
			if err != nil {
				return err
			}
			if misses {
				for _, m := range missed {
					fmt.Fprintf(p.err, "%s ¶%s %s: %s\n", m.Language, m.Paragraph, m.Key, m.Text)
				}
			}
			for _, r := range results {
				if asJSON {
					if err := json.NewEncoder(p.out).Encode(r); err != nil {
						return err
					}
					continue
				}
				printScore(p.out, r)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON Lines, one object a language")
	c.Flags().BoolVar(&misses, "misses", false, "list every difference on standard error")
	return c
}

func printScore(w io.Writer, r score.Result) {
	language := r.Language
	if language == "" {
		language = "all"
	}
	fmt.Fprintf(w, "%-18s%7s%7s%7s\n", language, "P", "R", "F1")
	row := func(key string, c score.Count) {
		precision, recall, f := c.PRF()
		fmt.Fprintf(w, "%-18s%7.3f%7.3f%7.3f\n", key, precision, recall, f)
	}
	for _, key := range score.Sets {
		if c, ok := r.Sets[key]; ok {
			row(key, c)
		}
	}
	if r.Asked {
		row("activity found", r.Found)
		row("activity", r.Activity)
	}
	share := func(key string) {
		if s, ok := r.Shares[key]; ok && s.Of > 0 {
			fmt.Fprintf(w, "%-18s%21.3f  (%d of %d)\n", "activity "+key, float64(s.Right)/float64(s.Of), s.Right, s.Of)
		}
	}
	share("kind")
	share("date")
	for _, key := range score.Attributes {
		share(key)
	}
	if r.Roles.TP+r.Roles.FN > 0 {
		row("roles", r.Roles)
	}
	if r.Figures.TP+r.Figures.FN > 0 {
		row("figures", r.Figures)
	}
}

// open opens a file that a person named; "-" is standard input.
func (p *program) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(p.in), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, openFault(name, err)
	}
	return f, nil
}

// openFault says in words why a file or folder cannot be opened.
func openFault(name string, err error) error {
	switch {
	case os.IsNotExist(err):
		return fault.Wrap(err, fault.NotFound, "%s: there is no such file or folder; check the name.", name)
	case os.IsPermission(err):
		return fault.Wrap(err, fault.Forbidden, "%s may not be read with your rights; ask for permission to read it.", name)
	}
	return fault.Wrap(err, fault.Unavailable, "%s cannot be opened: %v.", name, err)
}
