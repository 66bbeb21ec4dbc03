package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"concord/document"
	"concord/document/intake"
	"concord/fault"
	"concord/lexicon"
	"concord/reading"
	"concord/register"
	drafts "concord/report" // tests have a report of their own

	"github.com/spf13/cobra"
)

// fates are what the command says of a sentence.
var fates = map[drafts.Fate]string{drafts.FateDrafted: "as drafted", drafts.FateChanged: "changed", drafts.FateLeft: "left out", drafts.FateNew: "new"}

func (p *program) draftCompareCommand() *cobra.Command {
	var lang string
	var asJSON, publish, all bool
	c := &cobra.Command{
		Use:   "compare FILE|SYMBOL [CYCLE]",
		Short: "Show what the editors changed in a draft, and record that it was published",
		Long: `Compare holds the draft that the register keeps against the text as which it was published:
a document that was read in, by its symbol, or a file. It shows sentence by sentence what
was changed, left out and added. With --publish the sentences of the published text become
tellings of the acts that they were drafted from, what was read in them twice becomes one,
and the cycle names the document; done again, that changes nothing.`,
		Example: `  concord draft compare A/81/250
  concord draft compare report.docx --json
  concord read report.docx && concord draft compare report.docx --publish`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return fault.New(fault.Usage, "`concord draft compare` takes a file or a symbol, and the identifier of a cycle or none.")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if lang != "" && !slices.Contains(lexicon.Languages, lang) {
				return fault.New(fault.Usage, "--lang %s: there are %s.", lang, strings.Join(lexicon.Languages, ", "))
			}
			return p.withHeld(cmd.Context(), func(reg *registry) error {
				ctx := cmd.Context()
				id, err := cycleNamed(ctx, reg.store, args[1:])
				if err != nil {
					return err
				}
				work, in, unheld, err := publishedAt(ctx, reg, args[0], lang)
				if err != nil {
					return err
				}
				var held *drafts.Held
				switch {
				case unheld != nil && publish:
					return fault.New(fault.NotFound, "%s is not in the register yet: take it in by `concord read %s`, then publish.", args[0], args[0])
				case unheld != nil:
					held, err = drafts.CompareView(ctx, reg.store, id, in, unheld)
				default:
					held, err = drafts.CompareHeld(ctx, reg.store, id, work, in)
				}
				if err != nil {
					return err
				}
				if publish {
					done, err := reg.desk.Publish(ctx, id, work, in, reg.by)
					if err != nil {
						return err
					}
					held = done.Held
					fmt.Fprintf(p.err, "%s is recorded as the report: %d sentences became tellings, %d records read twice became one, %d wait for a person, %d were left.\n", done.Symbol, done.Tellings, done.Joined, done.Asked, done.Left)
				}
				out := bufio.NewWriter(p.out)
				if asJSON {
					e := json.NewEncoder(out)
					e.SetEscapeHTML(false)
					e.SetIndent("", "  ")
					if err := e.Encode(held); err != nil {
						return written(err)
					}
				} else {
					showCompared(out, held, all)
				}
				return written(out.Flush())
			})
		},
	}
	c.Flags().StringVar(&lang, "lang", "", "language of the draft: ar, en, es, fr, ru or zh (default that of the file, or en)")
	c.Flags().BoolVar(&asJSON, "json", false, "all sentences as JSON")
	c.Flags().BoolVar(&all, "all", false, "also the sentences that stand as they were drafted")
	c.Flags().BoolVar(&publish, "publish", false, "record that the draft was published as this document")
	return c
}

// publishedAt finds the text that a command is about: the work and language of one that
// was read in, or one that was not.
func publishedAt(ctx context.Context, reg *registry, name, lang string) (work, in string, unheld *register.View, err error) {
	if _, err := os.Stat(name); err != nil {
		if lang == "" {
			lang = "en"
		}
		return name, lang, nil, nil
	}
	reader := reading.New(reg.desk.Lexicon())
	doc, err := intake.File(ctx, name, document.Options{Language: lang, IsName: reader.IsName})
	if err != nil {
		return "", "", nil, err
	}
	v, err := reg.store.VersionOf(ctx, doc.SHA256, doc.Language)
	switch {
	case err == nil:
		return v.Work, doc.Language, nil, nil
	case fault.KindOf(err) != fault.NotFound:
		return "", "", nil, err
	}
	rd, err := reader.Read(doc)
	if err != nil {
		return "", "", nil, err
	}
	return "", doc.Language, drafts.Unheld(doc, rd), nil
}

func showCompared(out io.Writer, held *drafts.Held, all bool) {
	section := ""
	for i := range held.Sentences {
		s := &held.Sentences[i]
		if s.Fate == drafts.FateDrafted && !all {
			continue
		}
		if s.Section != section {
			section = s.Section
			fmt.Fprintf(out, "%s\n", section)
		}
		place := ""
		if s.At != nil && s.At.Number != "" {
			place = " ¶" + s.At.Number
		}
		fmt.Fprintf(out, "  %s%s\n", fates[s.Fate], place)
		if s.Fate != drafts.FateNew {
			fmt.Fprintf(out, "    - %s\n", s.Was())
		}
		if s.Fate == drafts.FateChanged || s.Fate == drafts.FateNew {
			fmt.Fprintf(out, "    + %s\n", s.Text)
		}
	}
	var counts []string
	for _, f := range drafts.Fates {
		counts = append(counts, fmt.Sprintf("%d %s", held.Counts[f], fates[f]))
	}
	fmt.Fprintf(out, "Sentences: %s.\n", strings.Join(counts, ", "))
}

func (p *program) cycleLeftoverCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "leftover [CYCLE]",
		Short: "List the acts of a cycle that no draft and no published report of it tells",
		Long: `Leftover lists by section what the period of a cycle has to tell and what neither a draft
that the register keeps nor a document as which it was published tells.`,
		Example: "  concord cycle leftover --json",
		Args:    atMost(1, "`concord cycle leftover` takes the identifier of one cycle, or none."),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withHeld(cmd.Context(), func(reg *registry) error {
				ctx := cmd.Context()
				id, err := cycleNamed(ctx, reg.store, args)
				if err != nil {
					return err
				}
				left, err := drafts.LeftOver(ctx, reg.store, reg.desk.Lexicon(), id)
				if err != nil {
					return err
				}
				out := bufio.NewWriter(p.out)
				n := 0
				for _, s := range left.Plan.Sections {
					list := left.Acts[s.Organization]
					n += len(list)
					if len(list) > 0 && !asJSON {
						fmt.Fprintf(out, "%s\n", s.Name)
					}
					for _, a := range list {
						title := titleOf(a)
						if asJSON {
							b, err := json.Marshal(struct {
								Section  string            `json:"section"`
								ID       string            `json:"id"`
								Title    string            `json:"title,omitempty"`
								Machine  bool              `json:"machine,omitempty"`
								Activity register.Activity `json:"activity"`
							}{s.Organization, a.ID, title, a.Machine, a.Activity})
							if err != nil {
								return err
							}
							fmt.Fprintf(out, "%s\n", b)
							continue
						}
						fmt.Fprintf(out, "  %s  %-10s  %s\n", a.ID, a.Date, title)
					}
				}
				if !asJSON {
					fmt.Fprintf(out, "Left over: %d acts.\n", n)
				}
				return written(out.Flush())
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "as JSON Lines")
	return c
}

// titleOf an act: in English, else in the first language that it has, else its words.
func titleOf(a *drafts.Act) string {
	for _, lang := range append([]string{"en"}, lexicon.Languages...) {
		if t := a.Title[lang]; t != "" {
			return t
		}
	}
	return a.Told.Quote
}
