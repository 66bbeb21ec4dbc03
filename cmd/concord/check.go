package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"concord/document"
	"concord/document/intake"
	"concord/editorial"
	"concord/export"
	"concord/fault"

	"github.com/spf13/cobra"
)

func (p *program) checkCommand() *cobra.Command {
	var language, form, period string
	var limit int
	var list bool
	c := &cobra.Command{
		Use:   "check FILE…",
		Short: "Check a United Nations document as its editors would",
		Long: `Check finds what an editor would send back: names that an organization has given up,
abbreviations that nobody introduced, gaps in the numbering, symbols that cannot be,
one act told twice, marks and spaces against the rules of the language, too many words.
Each finding names its place, its rule and the source of the rule. The file is not
changed. Exit code 1 says that there are findings of severity error.`,
		Example: "  concord check report.docx\n  concord check report.docx --format sarif > report.sarif\n  concord check --rules",
		RunE: func(cmd *cobra.Command, args []string) error {
			rules, err := editorial.Rules()
			if err != nil {
				return err
			}
			if list {
				return printRules(p.out, rules, args)
			}
			if len(args) == 0 {
				return fault.New(fault.Usage, "`concord check` takes at least one file; `concord check --rules` lists what it checks.")
			}
			write, ok := export.Findings(form)
			if !ok {
				return fault.New(fault.Usage, "There is no format %q for findings; there are text, json and sarif.", form)
			}
			if language != "" && !known(language) {
				return fault.New(fault.Usage, "No language %q is read; there are ar, en, es, fr, ru and zh.", language)
			}
			d, err := newReader()
			if err != nil {
				return err
			}
			var checked []export.Checked
			for _, path := range args {
				found, err := d.check(cmd.Context(), path, language, rules, editorial.Subject{Limit: limit, Period: period})
				if err != nil {
					return err
				}
				checked = append(checked, found)
			}
			if err := write(p.out, rules, checked); err != nil {
				return fault.Wrap(err, fault.Unavailable, "The output cannot be written.")
			}
			errors := 0
			for _, c := range checked {
				for _, f := range c.Findings {
					if f.Severity == editorial.Error {
						errors++
					}
				}
			}
			if errors > 0 {
				return fault.New(fault.Invalid, "Findings of severity error: %d. Mend what they name and check again.", errors)
			}
			return nil
		},
	}
	c.Flags().StringVar(&language, "lang", "", "language of the file (ar, en, es, fr, ru, zh) instead of what it seems to be")
	c.Flags().StringVar(&form, "format", "text", "text, json or sarif")
	c.Flags().StringVar(&period, "period", "", "period of the report (EDTF, 2020-09/2022-07) instead of the one that it states")
	c.Flags().IntVar(&limit, "limit", editorial.MostWords, "most words, footnotes and headings included")
	c.Flags().BoolVar(&list, "rules", false, "list the rules; with the ID of one print its page")
	return c
}

// check reads one file and checks it.
func (d *documentReader) check(ctx context.Context, path, language string, rules []*editorial.Rule, s editorial.Subject) (export.Checked, error) {
	out := export.Checked{Name: filepath.Base(path)}
	reader, _, err := d.names(ctx)
	if err != nil {
		return out, err
	}
	s.Document, err = intake.File(ctx, path, document.Options{Language: language, IsName: reader.IsName})
	if err != nil {
		return out, err
	}
	if s.Reading, err = reader.Read(s.Document); err != nil {
		return out, err
	}
	s.Lexicon = reader.Lexicon()
	out.Language = s.Document.Language
	out.Findings, err = editorial.Check(ctx, rules, &s)
	return out, err
}

// printRules lists the rules, or prints the pages of those that are named.
func printRules(w io.Writer, rules []*editorial.Rule, ids []string) error {
	for _, id := range ids {
		found := false
		for _, r := range rules {
			if r.ID == id {
				fmt.Fprintf(w, "%s (%s, %s)\n\n%s\n\nSource: %s\n", r.Title, r.ID, r.Severity, r.Text, r.Source)
				found = true
			}
		}
		if !found {
			return fault.New(fault.NotFound, "There is no rule %q; `concord check --rules` lists them.", id)
		}
	}
	if len(ids) == 0 {
		for _, r := range rules {
			fmt.Fprintf(w, "%-22s %-8s %s\n", r.ID, r.Severity, r.Title)
		}
	}
	return nil
}
