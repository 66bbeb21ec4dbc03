package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"concord/desk"
	"concord/export"
	"concord/fault"
	"concord/lexicon"
	"concord/register"
	drafts "concord/report" // tests have a report of their own

	"github.com/spf13/cobra"
)

func (p *program) cycleCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "cycle [CYCLE]",
		Short: "Open a reporting cycle, and see what each of its sections has to tell",
		Long: `Cycle shows the reporting cycles of the register, or one of them: its mandates, period and
deadlines, and of each section what is at hand, what waits for review and how many words
it gets. Where there is one cycle alone, it need not be named.`,
		Example: `  concord cycle open --period 2024-08/2026-07 --meeting 2026-11-16
  concord cycle
  concord cycle set words=9000 AU=900 weight:theme=4 machine=in`,
		Args: atMost(1, "`concord cycle` takes the identifier of one cycle, or none."),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withHeld(cmd.Context(), func(reg *registry) error {
				id, err := cycleNamed(cmd.Context(), reg.store, args)
				if err != nil {
					return err
				}
				out := bufio.NewWriter(p.out)
				if err := showCycle(cmd.Context(), out, reg, id); err != nil {
					return err
				}
				return written(out.Flush())
			})
		},
	}
	c.AddCommand(p.cycleOpenCommand(), p.cycleSetCommand(), p.cycleLeftoverCommand())
	return c
}

// atMost refuses more arguments than a command takes.
func atMost(n int, say string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > n {
			return fault.New(fault.Usage, "%s", say)
		}
		return nil
	}
}

func (p *program) cycleOpenCommand() *cobra.Command {
	var o drafts.Opening
	var meeting string
	c := &cobra.Command{
		Use:   "open",
		Short: "Open a cycle: its sections are the organizations with a sub-item of the agenda",
		Long: `Open makes a reporting cycle. Its sections are the organizations that have a sub-item of
the agenda; those that are reported elsewhere are marked. The deadlines are worked back
from the meeting that takes the report up: ten weeks before it the report is submitted.
The starter register, which knows the organizations, is loaded if it is not there yet.`,
		Example: "  concord cycle open --period 2024-08/2026-07 --meeting 2026-11-16",
		Args:    atMost(0, "`concord cycle open` takes no names; the period is given by --period."),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.Period == "" {
				return fault.New(fault.Usage, "`concord cycle open` needs --period, as in --period 2024-08/2026-07.")
			}
			if meeting != "" {
				day, err := time.Parse(time.DateOnly, meeting)
				if err != nil {
					return fault.New(fault.Usage, "--meeting %s: write the day as in 2026-11-16.", meeting)
				}
				o.Meeting = day
			}
			return p.withRegistry(cmd.Context(), func(reg *registry) error {
				// The sections come from its relationships.
				if err := reg.loadStarter(cmd.Context()); err != nil {
					return err
				}
				claims, err := drafts.Open(cmd.Context(), reg.store, o)
				if err != nil {
					return err
				}
				id, err := reg.desk.Enter(cmd.Context(), register.KindCycle, claims, nil, reg.by)
				if err != nil {
					return err
				}
				fmt.Fprintf(p.err, "The cycle %s is open.\n", id)
				out := bufio.NewWriter(p.out)
				if err := showCycle(cmd.Context(), out, reg, id); err != nil {
					return err
				}
				return written(out.Flush())
			})
		},
	}
	c.Flags().StringVar(&o.Period, "period", "", "what the report covers (EDTF): 2024-08/2026-07")
	c.Flags().StringVar(&meeting, "meeting", "", "day of the meeting that takes the report up: 2026-11-16")
	c.Flags().IntVar(&o.Words, "words", 0, "limit in words (default 8,500)")
	c.Flags().StringSliceVar(&o.Bases, "mandate", nil, "symbol of a mandate; more than one may be given (default "+drafts.ConsolidatedReport+")")
	return c
}

func (p *program) cycleSetCommand() *cobra.Command {
	var id, why string
	c := &cobra.Command{
		Use:   "set WHAT=VALUE …",
		Short: "Fix a budget, a weight, an act or a section of a cycle by hand",
		Long: `Set fixes what the rules would choose: the limit (words=9000), the least that a section
gets (floor=60), the budget of a section (AU=900), what a feature weighs (weight:theme=4;
there are entity, theme, level, place and mandate), an act or a section in or out
(7f3k9m2xq4tbc=out, OPCW=out; =rule leaves it to the rule again), and whether what was read and nobody looked at goes in
(machine=in).`,
		Example: "  concord cycle set AU=900 OPCW=out machine=in",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fault.New(fault.Usage, "`concord cycle set` takes what is to be fixed, as in AU=900.")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withHeld(cmd.Context(), func(reg *registry) error {
				ctx := cmd.Context()
				var named []string
				if id != "" {
					named = []string{id}
				}
				id, err := cycleNamed(ctx, reg.store, named)
				if err != nil {
					return err
				}
				settings, err := drafts.Settings(ctx, reg.store, id, args)
				if err != nil {
					return err
				}
				plan, err := drafts.PlanOf(ctx, reg.store, reg.desk.Lexicon(), id)
				if err != nil {
					return err
				}
				budgets, choices := drafts.Settled(&plan.Cycle, settings)
				said := []desk.Stated{{Field: register.FieldBudget, Values: budgets}, {Field: register.FieldChoice, Values: choices}}
				if _, err := reg.desk.CorrectFields(ctx, id, plan.Revision, said, why, reg.by); err != nil {
					return err
				}
				out := bufio.NewWriter(p.out)
				if err := showCycle(ctx, out, reg, id); err != nil {
					return err
				}
				return written(out.Flush())
			})
		},
	}
	c.Flags().StringVar(&id, "cycle", "", "identifier of the cycle, where there are several")
	c.Flags().StringVar(&why, "why", "", "reason, kept with it")
	return c
}

// cycleNamed is the cycle that a command is about: the one named, or the only one.
func cycleNamed(ctx context.Context, r register.Reader, args []string) (string, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	page, err := r.Records(ctx, register.Filter{Kind: register.KindCycle, Order: register.Newest, Limit: 50})
	if err != nil {
		return "", err
	}
	switch len(page.Lines) {
	case 0:
		return "", fault.New(fault.NotFound, "No reporting cycle is open; open one by `concord cycle open --period 2024-08/2026-07`.")
	case 1:
		return page.Lines[0].Record.ID, nil
	}
	var list []string
	for i := range page.Lines {
		var c register.Cycle
		if err := page.Lines[i].Record.Decode(&c); err != nil {
			return "", err
		}
		list = append(list, page.Lines[i].Record.ID+" ("+c.Period+")")
	}
	return "", fault.New(fault.Usage, "There are several cycles; name one: %s.", strings.Join(list, ", "))
}

func showCycle(ctx context.Context, out io.Writer, reg *registry, id string) error {
	d, err := drafts.Choose(ctx, reg.store, reg.desk.Lexicon(), id, "en")
	if err != nil {
		return err
	}
	c := d.Plan.Cycle
	fmt.Fprintf(out, "Cycle %s: %s\n  period     %s\n  mandates   %s\n", id, c.Title["en"], c.Period, strings.Join(c.Bases, ", "))
	for _, x := range c.Deadlines {
		name, day, _ := strings.Cut(x, "=")
		fmt.Fprintf(out, "  %-10s %s\n", name, day)
	}
	fmt.Fprintf(out, "  limit      %d words, at least %d a section\n\n", d.Plan.Limit, d.Plan.Floor)
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "Section\tSub-item\tAt hand\tGoes in\tWaits\tWords of\tBudget")
	for i, s := range d.Plan.Sections {
		if s.Out {
			fmt.Fprintf(t, "%s\t%s\treported elsewhere %s\n", s.Organization, s.SubItem, s.Elsewhere)
			continue
		}
		sel := d.Chosen[s.Organization]
		fixed := ""
		if s.Fixed > 0 {
			fixed = " (by hand)"
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%d\t%d\t%d%s\n", s.Organization, s.SubItem, len(d.Material.Acts[s.Organization]), len(sel.In), d.Material.Waiting[s.Organization], d.Shares[i].Volume, d.Shares[i].Budget, fixed)
	}
	if err := t.Flush(); err != nil {
		return written(err)
	}
	if d.Cut {
		fmt.Fprintln(out, "\nThe limit is below what the sections are to get at least: each gets its part of that.")
	}
	return nil
}

func (p *program) draftCommand() *cobra.Command {
	var lang, file, format, section string
	var annex, sources, keep, kept bool
	c := &cobra.Command{
		Use:   "draft [CYCLE]",
		Short: "Write the report of a cycle from the records",
		Long: `Draft writes the consolidated report of a cycle from the records of its period: prose in
English and Chinese, tables in the other languages. What goes in is chosen under the limit
of words; --annex lists what was left out, with the reason. With --sources each sentence
says what it rests on. --keep puts the draft into the register, where the workspace has it
and what people changed stays; --kept writes the draft as it stands there.`,
		Example: `  concord draft --lang en -o report.docx
  concord draft --lang zh --sources -o clearance.docx
  concord draft --section ASEAN --keep
  concord draft --kept --format json`,
		Args: atMost(1, "`concord draft` takes the identifier of one cycle, or none."),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(lexicon.Languages, lang) {
				return fault.New(fault.Usage, "--lang %s: there are %s.", lang, strings.Join(lexicon.Languages, ", "))
			}
			if format == "" {
				if format = strings.ToLower(strings.TrimPrefix(filepath.Ext(file), ".")); file == "" || file == "-" {
					format = "txt"
				}
			}
			if !slices.Contains(export.TextFormats, format) {
				return fault.New(fault.Usage, "%s: a draft is written as %s; the name of the file ends in one of them, or --format says it.", file, strings.Join(export.TextFormats, ", "))
			}
			if keep && (section != "" || annex || kept) {
				return fault.New(fault.Usage, "--keep keeps the whole draft; it does not go with --section, --annex or --kept.")
			}
			return p.withHeld(cmd.Context(), func(reg *registry) error {
				ctx := cmd.Context()
				id, err := cycleNamed(ctx, reg.store, args)
				if err != nil {
					return err
				}
				now := time.Now()
				var text *drafts.Text
				limit := 0
				if kept {
					text, err = drafts.Stored(ctx, reg.store, id, lang)
				} else {
					var made *drafts.Made
					if made, err = drafts.Draft(ctx, reg.store, reg.desk.Lexicon(), id, drafts.Drafting{Language: lang, Now: now, Annex: annex, Only: section}); err == nil {
						text, limit = made.Text, made.Plan.Limit
					}
				}
				if err != nil {
					return err
				}
				if keep {
					done, err := reg.desk.SetDraft(ctx, id, text, false, reg.by)
					if err != nil {
						return err
					}
					fmt.Fprintf(p.err, "The register keeps the draft: %d parts, %d paragraphs written, %d kept as people left them.\n", done.Parts, done.Written, done.Kept)
					if file == "" {
						return nil
					}
				}
				o := export.TextOptions{Sources: sources, Cycle: id, Made: now}
				if sources {
					if o.Origin, err = drafts.Sources(ctx, reg.store, text); err != nil {
						return err
					}
				}
				write := func(w io.Writer) error { return export.TextTo(w, text, format, o) }
				if err := p.writeTo(file, write); err != nil || file == "" || file == "-" {
					return err
				}
				fmt.Fprintf(p.err, "%s is written: %d words", file, text.Words)
				if text.Words != text.WithoutAnnex {
					fmt.Fprintf(p.err, ", %d without the annex", text.WithoutAnnex)
				}
				fmt.Fprintln(p.err, ".")
				if limit > 0 && text.WithoutAnnex > limit {
					fmt.Fprintf(p.err, "That is beyond the limit of %d words: budgets fixed by hand, or the front matter alone, go beyond it.\n", limit)
				}
				return nil
			})
		},
	}
	f := c.Flags()
	f.StringVar(&lang, "lang", "en", "language: ar, en, es, fr, ru or zh")
	f.StringVarP(&file, "output", "o", "", "the file to write (.docx, .pdf, .html, .akn, .txt, .json); without it the terminal gets the text")
	f.StringVar(&format, "format", "", "docx, pdf, html, akn, txt or json, where the file's name does not say it")
	f.StringVar(&section, "section", "", "one section alone, by the organization's identifier")
	f.BoolVar(&annex, "annex", false, "with an annex of what is left out, and why")
	f.BoolVar(&sources, "sources", false, "each sentence with what it rests on: comments in Word")
	f.BoolVar(&keep, "keep", false, "keep the draft in the register; what people changed in it stays")
	f.BoolVar(&kept, "kept", false, "the draft as the register keeps it, with what people changed")
	c.AddCommand(p.draftBackCommand(), p.draftCompareCommand())
	return c
}
