package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"concord/desk"
	"concord/export"
	"concord/fault"

	"github.com/spf13/cobra"
)

func (p *program) importCommand() *cobra.Command {
	var o desk.ImportOptions
	var asJSON bool
	c := &cobra.Command{
		Use:   "import FILE",
		Short: "Take records in from CSV, XLSX or JSON Lines",
		Long: `Import takes the rows of a table, or the lines of a file that ` + "`concord export`" + ` wrote.
The first row names the columns: record (activity where it is left out), title.en,
kind, date, party, place, theme, source, source_paragraph …; doc/export.md lists them.
Names are taken in any of the six languages, identifiers too; several values in one
cell are parted by semicolons.

Good rows enter, in one act. A field that cannot is set aside with its row, its column
and what to do. Rows that came in before change nothing; what differs from what
stands is proposed, for a person to decide.

Exit status: 0 all well, 1 something was set aside, 2 wrong use.`,
		Example: "  concord import activities.xlsx --dry-run\n  concord import inputs.csv\n  concord import register.jsonl --strict",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fault.New(fault.Usage, "`concord import` takes one file.")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withRegistry(cmd.Context(), func(reg *registry) error { return p.importFile(cmd.Context(), reg, args[0], o, asJSON) })
		},
	}
	c.Flags().BoolVar(&o.Strict, "strict", false, "all or nothing: where anything would be set aside, nothing comes in")
	c.Flags().BoolVar(&o.DryRun, "dry-run", false, "say what would happen, and change nothing")
	c.Flags().BoolVar(&asJSON, "json", false, "print the outcome as JSON on standard output")
	return c
}

func (p *program) importFile(ctx context.Context, reg *registry, file string, o desk.ImportOptions, asJSON bool) error {
	f, err := os.Open(file)
	if err != nil {
		return openFault(file, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return openFault(file, err)
	}
	if err := regular(file, info); err != nil {
		return err
	}
	content, err := io.ReadAll(io.LimitReader(f, export.MaxImport+1))
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "%s cannot be read to its end: %v.", file, err)
	}
	names, err := export.NewNames(reg.desk.Lexicon())
	if err != nil {
		return err
	}
	resolver, err := export.NewResolver(names)
	if err != nil {
		return err
	}
	rows, aside, err := export.ReadRecords(filepath.Base(file), content, resolver)
	if err != nil {
		return err
	}
	o.Name = filepath.Base(file)
	out := desk.Imported{Aside: aside}
	refused := fault.New(fault.Invalid, "Nothing was imported: %d of what the file says cannot come in, and --strict wants all or nothing.", len(aside))
	if !o.Strict || len(aside) == 0 {
		out, refused = desk.Imported{}, nil
		out, err = reg.desk.Import(ctx, rows, reg.by, o)
		if err != nil && !(o.Strict && len(out.Aside) > 0) {
			return err
		}
		refused = err
		out.Aside = append(aside, out.Aside...)
	}
	if asJSON {
		if err := printJSON(p.out, out); err != nil {
			return err
		}
	} else {
		for _, a := range out.Aside {
			where := fmt.Sprintf("row %d", a.Row)
			if a.Column != "" {
				where += ", column " + oneLine(a.Column)
			}
			if a.Value != "" {
				where += ", “" + oneLine(a.Value) + "”"
			}
			fmt.Fprintln(p.err, where+": "+oneLine(a.Why))
		}
	}
	if refused != nil {
		return refused
	}
	if !asJSON {
		what := "imported"
		if o.DryRun {
			what = "would be imported (--dry-run)"
		}
		fmt.Fprintf(p.out, "%s: %s %s, %d with something new, %d unchanged; %s proposed, %d set aside.\n", o.Name,
			count(out.Added, "record", "records"), what, out.Changed, out.Same, count(out.Proposed, "value", "values"), len(out.Aside))
	}
	if len(out.Aside) > 0 {
		return errPartly
	}
	return nil
}
