package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"concord/export"
	"concord/fault"
	"concord/lexicon"
	drafts "concord/report" // tests have a report of their own

	"github.com/spf13/cobra"
)

func (p *program) briefCommand() *cobra.Command {
	var lang, purpose, file, format string
	c := &cobra.Command{
		Use:   "brief NAME [NAME]",
		Short: "Write a brief of two pages for a meeting, from the records",
		Long: `Brief writes what the register holds for a meeting: the last high-level contacts,
instruments and whether their terms still run, what was promised and where it stands, who
does what, points raised, openings; with symbol and paragraph of each source. It is about
an organization, a country or a theme, by any of its names in any language or its
identifier, or about what is between two of them. The name of the file says the form:
.docx, .pdf, .html, .txt or .json.`,
		Example: `  concord brief ASEAN --lang zh --for "meeting on 2026-12-03" -o brief.docx
  concord brief AU UNHCR
  concord brief theme:health -o health.html`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fault.New(fault.Usage, "`concord brief` takes the name of an organization, a country or a theme, or of two of them.")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(lexicon.Languages, lang) {
				return fault.New(fault.Usage, "--lang %s: there are %s.", lang, strings.Join(lexicon.Languages, ", "))
			}
			switch {
			case format != "":
			case file == "" || file == "-":
				format = "txt"
			default:
				format = strings.ToLower(strings.TrimPrefix(filepath.Ext(file), "."))
			}
			if !slices.Contains(export.TextFormats, format) {
				return fault.New(fault.Usage, "%s: a brief is written as %s; the name of the file ends in one of them, or --format says it.", file, strings.Join(export.TextFormats, ", "))
			}
			return p.withHeld(cmd.Context(), func(reg *registry) error {
				return p.brief(cmd.Context(), reg, args, lang, purpose, file, format)
			})
		},
	}
	c.Flags().StringVar(&lang, "lang", "en", "language: ar, en, es, fr, ru or zh; prose in English and Chinese, else tables")
	c.Flags().StringVar(&purpose, "for", "", `what it is for, as in "meeting on 2026-12-03"`)
	c.Flags().StringVarP(&file, "output", "o", "", "the file to write; without it the terminal gets the text")
	c.Flags().StringVar(&format, "format", "", "docx, pdf, html, txt, akn or json, where the file's name does not say it")
	return c
}

func (p *program) brief(ctx context.Context, reg *registry, words []string, lang, purpose, file, format string) error {
	names, err := export.NewNames(reg.desk.Lexicon())
	if err != nil {
		return err
	}
	resolver, err := export.NewResolver(names)
	if err != nil {
		return err
	}
	about, err := resolver.About(words...)
	if err != nil {
		return err
	}
	now := time.Now()
	text, err := drafts.Brief(ctx, reg.store, reg.desk.Lexicon(), drafts.Ask{About: about, Language: lang, For: purpose, Now: now})
	if err != nil {
		return err
	}
	write := func(w io.Writer) error {
		return export.TextTo(w, text, format, export.TextOptions{Cycle: "brief", Made: now})
	}
	if err := p.writeTo(file, write); err != nil || file == "" || file == "-" {
		return err
	}
	fmt.Fprintf(p.err, "%s is written.\n", file)
	return nil
}
