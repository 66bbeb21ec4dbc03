package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"time"

	"concord/api"
	"concord/desk"
	"concord/document"
	"concord/document/intake"
	"concord/document/pdf"
	"concord/fault"
	"concord/operation"
	"concord/register"
	drafts "concord/report" // tests have a report of their own
	"concord/samples"
	"concord/settings"
	"concord/web"

	"github.com/spf13/cobra"
)

func (p *program) upCommand() *cobra.Command {
	var noBrowser, noSamples, noStarter bool
	c := &cobra.Command{
		Use:   "up",
		Short: "Open the register in a browser, and drop reports on it",
		Long: `Up makes concord.db in this folder if there is none, loads the starter register and
the shipped samples into it, and serves the register to this machine only: each paragraph beside its records,
and a box on which to drop a report. Ctrl-C stops it; what was begun is finished.`,
		Example: "  concord up\n  concord up --listen 127.0.0.1:9000 --no-browser",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			flags := map[string]string{}
			for _, name := range []string{"listen", "upload-limit", "shutdown-wait"} {
				if f := cmd.Flags().Lookup(name); f.Changed {
					flags[name] = f.Value.String()
				}
			}
			set, err := p.settings(flags)
			if err != nil {
				return err
			}
			return p.up(cmd.Context(), set, upParts{browser: !noBrowser, samples: !noSamples, starter: !noStarter})
		},
	}
	c.Flags().String("listen", "", "address and port on this machine; the next free port where it is taken (default 127.0.0.1:8080)")
	c.Flags().String("upload-limit", "", "the largest file that the pages take (default 64MB)")
	c.Flags().String("shutdown-wait", "", "how long what was begun may take to finish at the end (default 30s)")
	c.Flags().BoolVar(&noBrowser, "no-browser", false, "do not open a browser")
	c.Flags().BoolVar(&noSamples, "no-samples", false, "do not read the shipped samples")
	c.Flags().BoolVar(&noStarter, "no-starter", false, "do not load the starter register")
	return c
}

func (p *program) settings(flags map[string]string) (settings.Settings, error) {
	p.globals(flags)
	set, err := settings.Load(os.Environ(), flags)
	if err == nil {
		err = pdf.Prefer(set.PDF)
	}
	return set, err
}

// globals adds the flags that every command has.
func (p *program) globals(flags map[string]string) {
	for name, value := range map[string]string{"db": p.db, "config": p.global.config, "pdf": p.global.pdf, "person": p.global.person,
		"log-level": p.global.logLevel, "log-format": p.global.logFormat} {
		if value != "" {
			flags[name] = value
		}
	}
}

// upParts are what up does beside serving.
type upParts struct{ browser, samples, starter bool }

func (p *program) up(ctx context.Context, set settings.Settings, with upParts) error {
	reg, err := openRegistry(ctx, set)
	if err != nil {
		return err
	}
	defer reg.Close()
	log := p.log(set)
	reader := reg.reader()
	if with.starter {
		if err := reg.loadStarter(ctx); err != nil {
			return err
		}
	}
	if with.samples {
		if err := reg.takeSamples(ctx, reader); err != nil {
			return err
		}
	}
	site, err := p.site(set, reg, reader, 0)
	if err != nil {
		return err
	}
	l, err := web.Listen(set.Listen)
	if err != nil {
		return err
	}
	totals, err := reg.store.Totals(ctx)
	if err != nil {
		return err
	}
	serving(totals.Register.Activities)
	address := "http://" + l.Addr().String() + "/"
	fmt.Fprintf(p.out, "%s: %d documents, %d activities, %d organizations; samples: %d\n", settings.WithoutSecrets(set.DB),
		totals.Register.Documents, totals.Register.Activities, totals.Register.Organizations, totals.Samples.Documents)
	fmt.Fprintf(p.out, "Serving %s  (Ctrl-C stops it)\n", address)
	if with.browser {
		openBrowser(address)
	}
	log.Info("serving", "address", address, "register", settings.WithoutSecrets(set.DB), "person", reg.by.Name, "version", version(), "rules", rulesVersion)
	defer context.AfterFunc(ctx, func() {
		log.Info("ending; what was begun is finished first, a second Ctrl-C ends at once", "wait", set.ShutdownWait)
	})()
	err = site.Serve(ctx, l)
	log.Info("ended")
	return err
}

// site is the pages and the programs' side of a register; remember as web.Config has it.
func (p *program) site(set settings.Settings, reg *registry, reader *documentReader, remember int64) (*web.Site, error) {
	log := p.log(set)
	programs, err := api.New(api.Config{Register: reg.store, Lexicon: reg.desk.Lexicon, Search: api.Searcher(reg.desk.Lexicon), Version: version() + " " + rulesVersion, Log: log})
	if err != nil {
		return nil, err
	}
	return web.New(web.Config{
		API:     programs,
		Library: web.FromRegister(reg.store, reg.desk.Lexicon),
		Names:   web.FromLexicon(reg.desk.Lexicon),
		MaxFile: set.UploadLimit,
		Intake:  reg.intake(reader, set.UploadLimit),
		Workplace: &web.Workplace{Register: reg.store, Desk: reg.desk, Lexicon: reg.desk.Lexicon,
			Person: func(*http.Request) register.Person { return reg.by },
			Sent:   reg.desk.Sent,
			Draft: func(ctx context.Context, cycle, lang string) (*drafts.Text, error) {
				made, err := drafts.Draft(ctx, reg.store, reg.desk.Lexicon(), cycle, drafts.Drafting{Language: lang, Now: time.Now()})
				if err != nil {
					return nil, err
				}
				return made.Text, nil
			},
			Layout: func(ctx context.Context, name string, content []byte) (*document.Document, error) {
				return reader.document(ctx, intake.Entry{Name: name, ReaderAt: bytes.NewReader(content), Size: int64(len(content))}, "")
			}},
		Ready:    func(ctx context.Context) error { return operation.Ready(ctx, reg.store) },
		Remember: remember,
		Grace:    set.ShutdownWait,
		Log:      log,
	})
}

// intake reads one file that was dropped on a page, or the documents in it.
func (r *registry) intake(reader *documentReader, limit int64) func(ctx context.Context, name string, body io.Reader) ([]web.Outcome, error) {
	return func(ctx context.Context, name string, body io.Reader) ([]web.Outcome, error) {
		b, err := io.ReadAll(io.LimitReader(body, limit+1))
		if err != nil {
			return nil, fault.Wrap(err, fault.Unavailable, "%s did not arrive whole; send it again.", name)
		}
		if int64(len(b)) > limit {
			return nil, fault.New(fault.TooLarge, "%s is larger than %d MB; divide it, or read it with `concord read`.", name, limit>>20)
		}
		var list []web.Outcome
		err = intake.Unpack(ctx, name, bytes.NewReader(b), int64(len(b)), document.Options{}, nil, func(e intake.Entry) error {
			if e.Passed != "" {
				list = append(list, web.Outcome{Name: e.Name, Passed: true})
				return nil
			}
			out, err := r.takeEntry(ctx, reader, e)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			out.Name, out.Err = e.Name, err
			list = append(list, out)
			return nil
		})
		return list, err
	}
}

// takeEntry reads one document and takes it in.
func (r *registry) takeEntry(ctx context.Context, reader *documentReader, e intake.Entry) (web.Outcome, error) {
	doc, err := reader.document(ctx, e, "")
	if err != nil {
		return web.Outcome{}, err
	}
	rd, options, err := reader.read(ctx, r.store, doc)
	if err != nil {
		return web.Outcome{}, err
	}
	out, err := r.desk.TakeIn(ctx, doc, rd, r.by, options...)
	if err != nil {
		return web.Outcome{}, err
	}
	answer := web.Outcome{Work: out.Work, Language: out.Language, Paragraphs: out.Paragraphs,
		Activities: out.Activities, Known: out.Unchanged, Version: out.Version, Repeats: out.Repeats, Late: out.Late, Contribution: out.Contribution}
	for _, w := range doc.Warnings {
		answer.Warnings = append(answer.Warnings, web.Warning{Kind: w.Kind, Place: w.Place, Text: w.Text})
	}
	return answer, nil
}

// takeSamples reads the shipped samples, where the register does not hold them.
func (r *registry) takeSamples(ctx context.Context, reader *documentReader) error {
	files, err := samples.Files()
	if err != nil {
		return err
	}
	for _, f := range files {
		if held, err := r.holds(ctx, bytes.NewReader(f.Content), int64(len(f.Content))); err != nil {
			return err
		} else if held != "" {
			continue
		}
		doc, err := reader.document(ctx, intake.Entry{Name: f.Name, ReaderAt: bytes.NewReader(f.Content), Size: int64(len(f.Content))}, f.Language)
		if err != nil {
			return err
		}
		rd, _, err := reader.read(ctx, r.store, doc)
		if err != nil {
			return err
		}
		if _, err := r.desk.TakeIn(ctx, doc, rd, r.by, desk.AsSample()); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) samplesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "samples",
		Short: "Read the shipped samples into the register, or take them out of it",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	c.AddCommand(&cobra.Command{
		Use: "read", Short: "Read the shipped samples into the register", Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withRegistry(cmd.Context(), func(reg *registry) error {
				if err := reg.takeSamples(cmd.Context(), reg.reader()); err != nil {
					return err
				}
				totals, err := reg.store.Totals(cmd.Context())
				if err == nil {
					fmt.Fprintf(p.out, "Samples in the register: %s, %s.\n", count(totals.Samples.Documents, "document", "documents"), count(totals.Samples.Activities, "activity", "activities"))
				}
				return err
			})
		},
	}, &cobra.Command{
		Use: "drop", Short: "Take all samples out of the register, in one act", Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withRegistry(cmd.Context(), func(reg *registry) error {
				n, err := reg.desk.DropSamples(cmd.Context(), reg.by)
				if err == nil {
					fmt.Fprintf(p.out, "Samples taken out of the register: %d.\n", n)
				}
				return err
			})
		},
	})
	return c
}

// withRegistry makes the register where there is none.
func (p *program) withRegistry(ctx context.Context, do func(reg *registry) error) error {
	return p.with(ctx, operation.Open, do)
}

// withHeld is for what only reads: a register that is not there is not made.
func (p *program) withHeld(ctx context.Context, do func(reg *registry) error) error {
	return p.with(ctx, operation.OpenHeld, do)
}

func (p *program) with(ctx context.Context, open func(ctx context.Context, db string) (register.Store, error), do func(reg *registry) error) error {
	set, err := p.settings(map[string]string{})
	if err != nil {
		return err
	}
	store, err := open(ctx, set.DB)
	if err != nil {
		return err
	}
	reg := registryOf(store, set)
	defer reg.Close()
	return do(reg)
}

// openBrowser opens the address where the system has a browser to show it. That it
// cannot is no failure: the address has been printed.
func openBrowser(address string) {
	var name string
	args := []string{address}
	switch runtime.GOOS {
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	case "darwin":
		name = "open"
	default:
		if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
			return
		}
		name = "xdg-open"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return
	}
	if c := exec.Command(path, args...); c.Start() == nil {
		go func() { _ = c.Wait() }()
	}
}
