package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"concord/fault"
	"concord/lexicon"

	"github.com/spf13/cobra"
)

func (p *program) namesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "names",
		Short: "List what people changed in names, and take it out and in as a table",
		Long: `Names that people gave, corrected or took out lie over the names that ship and
outlive an upgrade. Without more, names lists them as a table; its columns are those
of the data that ship with Concord, so that its rows can be proposed for them.`,
		Example: "  concord names\n  concord names export names.tsv\n  concord names import names.tsv",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withHeld(cmd.Context(), func(reg *registry) error { return p.writeNames(cmd.Context(), reg, p.out) })
		},
	}
	one := func(use string) cobra.PositionalArgs {
		return func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fault.New(fault.Usage, "`concord names %s` takes one file, or - for the terminal.", use)
			}
			return nil
		}
	}
	c.AddCommand(&cobra.Command{
		Use: "export FILE|-", Short: "Write what people changed in names as a table", Args: one("export"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withHeld(cmd.Context(), func(reg *registry) error {
				if args[0] == "-" {
					return p.writeNames(cmd.Context(), reg, p.out)
				}
				var b bytes.Buffer
				if err := p.writeNames(cmd.Context(), reg, &b); err != nil {
					return err
				}
				f, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
				if err != nil {
					return fault.Wrap(err, fault.Unavailable, "%s cannot be written, or is there already; name another file.", args[0])
				}
				_, err = f.Write(b.Bytes())
				if cerr := f.Close(); err == nil {
					err = cerr
				}
				return fault.Wrap(err, fault.Unavailable, "%s cannot be written: %v.", args[0], err)
			})
		},
	}, &cobra.Command{
		Use: "import FILE|-", Short: "Lay a table of names over those that are in force, all of it or nothing", Args: one("import"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withRegistry(cmd.Context(), func(reg *registry) error { return p.importNames(cmd.Context(), reg, args[0]) })
		},
	})
	return c
}

func (p *program) writeNames(ctx context.Context, reg *registry, w io.Writer) error {
	o, err := reg.desk.NamesChanged(ctx)
	if err != nil {
		return err
	}
	return written(o.WriteTable(w))
}

func (p *program) importNames(ctx context.Context, reg *registry, file string) error {
	in, name := p.in, "standard input"
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return openFault(file, err)
		}
		defer f.Close()
		in, name = f, filepath.Base(file)
	}
	raw, err := io.ReadAll(io.LimitReader(in, lexicon.MaxTable+1))
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "%s cannot be read to its end: %v.", name, err)
	}
	o, err := lexicon.ReadTable(name, raw)
	if err != nil {
		return err
	}
	out, err := reg.desk.ImportNames(ctx, o, name, reg.by)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.out, "%s: %s, %s; %s read anew, %s proposed.\n", name, count(out.Actors, "organization with other names", "organizations with other names"),
		count(out.None, "text that is no name", "texts that are no names"), count(out.Documents, "document", "documents"), count(out.Proposed, "value", "values"))
	return nil
}
