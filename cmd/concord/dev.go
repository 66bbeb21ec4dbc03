package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"concord/desk"
	"concord/fault"
	"concord/generate"
	"concord/generate/measure"
	"concord/lexicon"
	"concord/operation"
	"concord/register"
	"concord/search"
	"concord/settings"
	"concord/web"

	"github.com/spf13/cobra"
)

func (p *program) devCommand() *cobra.Command {
	c := &cobra.Command{
		Use:    "dev",
		Short:  "For who works on Concord: make large registers, and measure them",
		Args:   noArguments,
		Hidden: true,
		RunE:   func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	c.AddCommand(p.devGenerateCommand(), p.devBenchCommand(), p.devPagesCommand())
	return c
}

func (p *program) devGenerateCommand() *cobra.Command {
	var acts int
	var seed uint64
	var join bool
	c := &cobra.Command{
		Use:   "generate",
		Short: "Fill a new register with invented documents",
		Long: `Generate fills the register that --db names, which has to be new or empty, with invented
documents in six languages over twenty years: names of the lexicon, a few organizations
that do much, acts told again and near misses. The same seed makes the same.`,
		Example: "  concord dev generate --activities 100000 --seed 1 --db large.db",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if acts < 1 || acts > 100_000_000 {
				return fault.New(fault.Usage, "--activities takes a number from 1 to 100000000.")
			}
			set, err := p.settings(map[string]string{})
			if err != nil {
				return err
			}
			return p.generate(cmd.Context(), set, acts, seed, join)
		},
	}
	c.Flags().IntVar(&acts, "activities", 10_000, "how many acts the documents tell")
	c.Flags().Uint64Var(&seed, "seed", 1, "another number makes another register")
	c.Flags().BoolVar(&join, "join", false, "find acts that are told again, as the reading of a file does")
	return c
}

func (p *program) generate(ctx context.Context, set settings.Settings, acts int, seed uint64, join bool) error {
	lex, err := lexicon.Load()
	if err != nil {
		return err
	}
	g, err := generate.New(lex)
	if err != nil {
		return err
	}
	s, err := operation.Open(ctx, set.DB)
	if err != nil {
		return err
	}
	defer s.Close()
	if log, err := s.Log(ctx, 0, 1); err != nil {
		return err
	} else if len(log) > 0 {
		return fault.New(fault.Conflict, "The register %s is in use: it has acts in its log. Name a new one with --db.", settings.WithoutSecrets(set.DB))
	}
	// The next documents are made while one is stored.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	made := make(chan *generate.Document, 4)
	go func() {
		defer close(made)
		for d := range g.Documents(acts, seed) {
			select {
			case made <- d:
			case <-ctx.Done():
				return
			}
		}
	}()
	tell, stop := p.share(false)
	defer stop()
	d := desk.New(s)
	by := desk.Named("Generator")
	var options []desk.TakeInOption
	if !join {
		options = append(options, desk.Apart())
	}
	begun := time.Now()
	documents, told := 0, 0
	for doc := range made {
		out, err := d.TakeIn(ctx, doc.Document, doc.Reading, by, options...)
		if err != nil {
			return err
		}
		documents++
		told += out.Activities
		if tell != nil {
			tell(int64(told), int64(acts))
		}
	}
	if ctx.Err() != nil {
		return fault.New(fault.Unavailable, "Stopped after %d documents.", documents)
	}
	took := time.Since(begun)
	fmt.Fprintf(p.out, "%s: %d documents, %d acts, in %.1f s, %.0f a second\n", settings.WithoutSecrets(set.DB), documents, told, took.Seconds(), float64(told)/took.Seconds())
	return nil
}

func (p *program) devBenchCommand() *cobra.Command {
	var o measure.Options
	var asJSON bool
	c := &cobra.Command{
		Use:   "bench",
		Short: "Measure search, records and facets of a generated register",
		Long: `Bench opens the register that --db names, made by concord dev generate, and measures, in
this one process, what a server does: searches of eight clients at once, records with
history and evidence, facets over filtered lists; and what memory that takes.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withStore(cmd.Context(), func(set settings.Settings, s register.Store) error {
				lex, err := lexicon.Load()
				if err != nil {
					return err
				}
				totals, err := s.Totals(cmd.Context())
				if err != nil {
					return err
				}
				serving(totals.Register.Activities)
				f, err := measure.Run(cmd.Context(), s, search.NewNames(lex), o)
				if err != nil {
					return err
				}
				size, err := operation.Size(cmd.Context(), set.DB)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(struct {
						measure.Figures
						Disk int64 `json:"disk"`
					}{f, size})
				}
				fmt.Fprintf(p.out, "%d activities\nfirst list     %s\nsearch         %s\none activity   %s\nfacets         %s\n", f.Activities, f.First.Round(time.Millisecond), f.Search, f.Record, f.Facets)
				fmt.Fprintf(p.out, "memory         %.0f MB\nsize on disk   %.0f MB\n", float64(f.Memory)/1e6, float64(size)/1e6)
				for _, q := range f.Slowest {
					fmt.Fprintf(p.out, "slow: %s  %s, %d found\n", q.Query, q.Took.Round(10*time.Microsecond), q.Found)
				}
				return nil
			})
		},
	}
	c.Flags().Uint64Var(&o.Seed, "seed", 1, "draws other searches in another order")
	c.Flags().IntVar(&o.Clients, "clients", 8, "how many search at once")
	c.Flags().IntVar(&o.Searches, "searches", 4000, "how many searches")
	c.Flags().IntVar(&o.Records, "records", 2000, "how many records")
	c.Flags().IntVar(&o.Facets, "facets", 400, "how many lists of facets")
	return jsonFlag(c, &asJSON)
}

func (p *program) devPagesCommand() *cobra.Command {
	var o measure.PageOptions
	var asJSON, remember bool
	c := &cobra.Command{
		Use:   "pages",
		Short: "Measure the pages of the site over a generated register",
		Long: `Pages serves the register that --db names, made by concord dev generate, as concord up
does, and reads a mix of all pages by eight clients at once: how long each took, from the
request to its last byte, median and 99th percentile; then each by one client alone, with
the time that processors gave it and the client; and how many bytes came. Each page is made
anew unless --remember keeps them, as the site does; then the mix is read once before.
The starter register is loaded into the register.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			set, err := p.settings(map[string]string{"listen": "127.0.0.1:0", "log-level": "error"})
			if err != nil {
				return err
			}
			list, all, err := p.pages(cmd.Context(), set, o, remember)
			if err != nil {
				return err
			}
			if asJSON {
				return p.printJSON(struct {
					Pages []measure.PageTimes `json:"pages"`
					All   measure.Times       `json:"all"`
				}{list, all})
			}
			for _, t := range list {
				fmt.Fprintf(p.out, "%-32s %6.1f / %6.1f ms, at most %6.1f; alone %6.1f, %5.1f of processor; %5.1f kB\n", t.Page,
					ms(t.Median), ms(t.P99), ms(t.Most), ms(t.Alone.Median), ms(t.Alone.CPU/time.Duration(t.Alone.Count)), float64(t.Bytes)/1e3)
			}
			fmt.Fprintf(p.out, "%-32s %s\n", "all", all)
			return nil
		},
	}
	c.Flags().Uint64Var(&o.Seed, "seed", 1, "draws other pages in another order")
	c.Flags().IntVar(&o.Clients, "clients", 8, "how many read at once")
	c.Flags().BoolVar(&remember, "remember", false, "keep the pages in memory, as the site does")
	c.Flags().IntVar(&o.Visits, "visits", 40, "how often each page is read")
	return jsonFlag(c, &asJSON)
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1e3 }

func (p *program) pages(ctx context.Context, set settings.Settings, o measure.PageOptions, remember bool) (list []measure.PageTimes, all measure.Times, err error) {
	reg, err := openRegistry(ctx, set)
	if err != nil {
		return nil, all, err
	}
	defer reg.Close()
	if err := reg.loadStarter(ctx); err != nil {
		return nil, all, err
	}
	totals, err := reg.store.Totals(ctx)
	if err != nil {
		return nil, all, err
	}
	serving(totals.Register.Activities)
	kept := int64(-1)
	if remember {
		kept = web.DefaultRemember
	}
	site, err := p.site(set, reg, reg.reader(), kept)
	if err != nil {
		return nil, all, err
	}
	l, err := web.Listen(set.Listen)
	if err != nil {
		return nil, all, err
	}
	ctx, end := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- site.Serve(ctx, l) }()
	base := "http://" + l.Addr().String()
	if remember {
		_, _, err = measure.Pages(ctx, base, reg.store, o)
	}
	if err == nil {
		list, all, err = measure.Pages(ctx, base, reg.store, o)
	}
	end()
	return list, all, errors.Join(err, <-ended)
}

// serving bounds the memory of a program that runs long by what the lists of its
// register need, 120 MB and 180 bytes for each activity, and the pages that it keeps.
// GOMEMLIMIT goes before.
func serving(activities int) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(120<<20 + web.DefaultRemember + 180*int64(activities))
	}
}
