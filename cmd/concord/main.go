// Command concord reads reports on the cooperation between the United Nations and
// regional and other organizations into a register of cited records, and serves
// it. It only wires the packages together; the rules are theirs.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"concord/fault"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal ends in order, a second one at once.
	context.AfterFunc(ctx, stop)
	p := &program{in: os.Stdin, out: os.Stdout, err: os.Stderr}
	os.Exit(p.run(ctx, os.Args[1:]))
}

// program is the command line with its streams, so that tests can run it whole.
type program struct {
	in       io.Reader
	out, err io.Writer
	db       string // --db
	global   struct{ config, person, pdf, logLevel, logFormat string }
}

// errPartly: what failed has been told input by input; the exit status says so.
var errPartly = fault.New(fault.Invalid, "Some input failed.")

// run gives the exit status: 0 all well, 1 some input failed, 2 wrong use.
func (p *program) run(ctx context.Context, args []string) int {
	// Short runs that hold little: let the collector work less often, within a bound.
	debug.SetGCPercent(200)
	debug.SetMemoryLimit(210 << 20)
	root := p.root()
	root.SetArgs(args)
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case err == errPartly:
		return fault.Invalid.Exit()
	}
	fmt.Fprintln(p.err, "concord: "+fault.Sentence(err))
	return fault.KindOf(err).Exit()
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "concord",
		Short: "The register of cooperation between the United Nations and regional and other organizations",
		Long: `Concord reads reports on cooperation between the United Nations and regional and
other organizations, in Arabic, Chinese, English, French, Russian and Spanish, and
keeps each act of cooperation as a record that cites the paragraph it came from.

Start with:
  concord up            open the register in a browser and drop a report on it
  concord read FILE     read a report here, in the terminal`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fault.New(fault.Usage, "There is no command %q; `concord --help` lists them.", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return fault.Wrap(err, fault.Usage, "%v; `%s --help` shows the options.", err, cmd.CommandPath())
	})
	all := root.PersistentFlags()
	all.StringVar(&p.db, "db", "", "the register: a file or postgres://… (default ./concord.db)")
	all.StringVar(&p.global.config, "config", "", "the file of settings (default: concord.toml beside the register)")
	all.StringVar(&p.global.person, "person", "", "the name under which changes are kept (default: this computer's user)")
	all.StringVar(&p.global.pdf, "pdf", "", "the reader of PDF files: auto, built-in or pdftotext (default auto)")
	all.StringVar(&p.global.logLevel, "log-level", "", "debug, info, warn or error (default info)")
	all.StringVar(&p.global.logFormat, "log-format", "", "text, json or auto (default auto)")
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(p.readCommand(), p.checkCommand(), p.scoreCommand(), p.upCommand(), p.samplesCommand(), p.configCommand(), p.versionCommand())
	root.AddCommand(p.backupCommand(), p.restoreCommand(), p.moveCommand(), p.rebuildCommand(), p.auditCommand(), p.doctorCommand(), p.devCommand())
	root.AddCommand(p.searchCommand(), p.showCommand(), p.exportCommand(), p.importCommand(), p.namesCommand(), p.templateCommand(), p.briefCommand(), p.cycleCommand(), p.draftCommand())
	return root
}

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions of the program and of its rules",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			fmt.Fprintf(p.out, "concord %s, rules %s\n", version(), rulesVersion)
			return nil
		},
	}
}

// version of this program, as the release that it was built of names it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "development"
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fault.New(fault.Usage, "`%s` takes no arguments; %q is one too many.", cmd.CommandPath(), args[0])
	}
	return nil
}
