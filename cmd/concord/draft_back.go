package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"concord/desk"
	"concord/export"
	"concord/fault"
	"concord/lexicon"

	"github.com/spf13/cobra"
)

func (p *program) draftBackCommand() *cobra.Command {
	var lang string
	var accept []string
	var rest bool
	c := &cobra.Command{
		Use:   "back FILE [CYCLE]",
		Short: "See what a Word file that came back changes in the draft, and take it up",
		Long: `Back holds a Word file of a draft that came back (concord draft --kept --sources) against
the draft that the register keeps, and tells what was changed, deleted, inserted and moved
in it, by whom, and the comments. Nothing is written without --accept, which takes "all",
kinds (changed, deleted, inserted, moved) and numbers. What nobody tracked and may be no
change of the file's ("doubtful") goes in by its number alone. Where a paragraph was changed
here after the file went out nothing is taken up; with --rest the others are.`,
		Example: `  concord draft back clearance.docx
  concord draft back clearance.docx --accept all
  concord draft back clearance.docx --accept changed,4 --rest`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return fault.New(fault.Usage, "`concord draft back` takes the Word file that came back, and the identifier of a cycle where there are several.")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if lang != "" && !slices.Contains(lexicon.Languages, lang) {
				return fault.New(fault.Usage, "--lang %s: there are %s.", lang, strings.Join(lexicon.Languages, ", "))
			}
			file, err := os.Open(args[0])
			if err != nil {
				return fault.Wrap(err, fault.NotFound, "%s cannot be opened.", args[0])
			}
			defer file.Close()
			info, err := file.Stat()
			if err != nil {
				return fault.Wrap(err, fault.Unavailable, "%s cannot be read.", args[0])
			}
			returned, err := export.ReadBack(file, info.Size())
			if err != nil {
				return err
			}
			if lang == "" {
				if lang = returned.Language; !slices.Contains(lexicon.Languages, lang) {
					lang = "en"
				}
			}
			return p.withHeld(cmd.Context(), func(reg *registry) error {
				ctx := cmd.Context()
				id, err := cycleNamed(ctx, reg.store, args[1:])
				if err != nil {
					return err
				}
				back, err := returned.Back(ctx, reg.store, id, lang)
				if err != nil {
					return err
				}
				chosen, err := chosenOf(back, accept)
				if err != nil {
					return err
				}
				out := bufio.NewWriter(p.out)
				showBack(out, back)
				if err := out.Flush(); err != nil {
					return written(err)
				}
				if len(chosen) == 0 {
					return nil
				}
				list := make([]desk.Returned, 0, len(chosen))
				for _, i := range chosen {
					list = append(list, *back.Changes[i].Take)
				}
				taken, left, err := reg.desk.TakeReturned(ctx, id, lang, list, rest, reg.by)
				if err != nil {
					return err
				}
				fmt.Fprintf(p.err, "Taken up: %d of %d changes.\n", taken, len(list))
				for _, l := range left {
					fmt.Fprintf(p.err, "Left: %d; %s changed the paragraph after the file went out.\n", chosen[l.Change]+1, l.By.Name)
				}
				return nil
			})
		},
	}
	f := c.Flags()
	f.StringVar(&lang, "lang", "", "language of the draft: ar, en, es, fr, ru or zh (default: as the file says)")
	f.StringSliceVar(&accept, "accept", nil, "what to take up: all, kinds or numbers")
	f.BoolVar(&rest, "rest", false, "take up what can be, where some paragraphs were changed here since")
	return c
}

// chosenOf are the places of the changes that --accept names.
func chosenOf(b *export.Back, accept []string) (list []int, err error) {
	kinds := []string{"all", desk.ReturnedChanged, desk.ReturnedDeleted, desk.ReturnedInserted, desk.ReturnedMoved}
	for _, a := range accept {
		a = strings.TrimSpace(a)
		if slices.Contains(kinds, a) {
			for i := range b.Changes {
				if c := &b.Changes[i]; c.Take != nil && !c.Doubt && (a == "all" || a == c.Take.Kind) {
					list = append(list, i)
				}
			}
			continue
		}
		n, err := strconv.Atoi(a)
		switch {
		case err != nil:
			return nil, fault.New(fault.Usage, "--accept %s: say all, changed, deleted, inserted, moved, or the number of a change.", a)
		case n < 1 || n > len(b.Changes):
			return nil, fault.New(fault.Usage, "--accept %d: the file has %d changes.", n, len(b.Changes))
		case b.Changes[n-1].Take == nil:
			return nil, fault.New(fault.Usage, "--accept %d: a heading, a table or the masthead is changed by hand.", n)
		}
		list = append(list, n-1)
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

func showBack(out io.Writer, b *export.Back) {
	counts := map[export.Fate]int{}
	for i := range b.Changes {
		counts[b.Changes[i].Fate]++
	}
	fmt.Fprintf(out, "Of %d sentences, headings and rows: %d changed, %d deleted, %d inserted, %d moved.\n", b.Of, counts[export.Changed], counts[export.Deleted], counts[export.Inserted], counts[export.Moved])
	if !b.Known {
		fmt.Fprintln(out, "The register does not have the draft that the file was made of: it is held against the draft as it is now.")
	}
	if b.Lost > 0 {
		fmt.Fprintf(out, "The marks of %d were lost; they were looked for by their words.\n", b.Lost)
	}
	for i := range b.Changes {
		c := &b.Changes[i]
		line := fmt.Sprintf("\n%d  %s  %s", i+1, c.Fate, strings.TrimSpace(c.Part+" "+c.Paragraph+" "+c.Sentence))
		if len(c.By) > 0 {
			line += "  " + strings.Join(c.By, ", ")
		}
		if !c.At.IsZero() {
			line += "  " + c.At.Format(time.DateOnly)
		}
		for _, x := range []struct {
			is   bool
			says string
		}{{c.Untracked, "not tracked"}, {c.Doubt, "doubtful"}, {c.Stale, "the paragraph was changed here since"}, {c.Take == nil, "by hand"}} {
			if x.is {
				line += "  (" + x.says + ")"
			}
		}
		fmt.Fprintln(out, line)
		if c.Draft != "" {
			fmt.Fprintln(out, "   - "+flat(c.Draft))
		}
		if c.After != "" && c.Fate != export.Moved {
			fmt.Fprintln(out, "   + "+flat(c.After))
		}
		if c.Stale {
			fmt.Fprintln(out, "   = "+flat(c.Now))
		}
		showComments(out, c.Comments)
	}
	if len(b.Comments) > 0 {
		fmt.Fprintln(out, "\nOther comments:")
		showComments(out, b.Comments)
	}
}

func showComments(out io.Writer, list []export.ReturnedComment) {
	for _, c := range list {
		on := ""
		if c.On != "" {
			on = " on “" + flat(c.On) + "”"
		}
		fmt.Fprintf(out, "   > %s%s: %s\n", c.Author, on, flat(c.Text))
	}
}

// flat is a text on one line.
func flat(s string) string { return strings.Join(strings.Fields(s), " ") }
