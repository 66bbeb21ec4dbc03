package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"concord/fault"
	"concord/operation"
	"concord/register"
	"concord/settings"
	"concord/store"

	"github.com/spf13/cobra"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"
)

// share shows on a terminal how far something is; elsewhere nothing. stop ends it.
func (p *program) share(bytes bool) (tell operation.Progress, stop func()) {
	f, ok := p.err.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil, func() {}
	}
	bars := mpb.New(mpb.WithOutput(f), mpb.WithWidth(40))
	counters := decor.CountersNoUnit("%d of %d rows")
	if bytes {
		counters = decor.CountersKibiByte("% .1f of % .1f")
	}
	bar := bars.AddBar(0, mpb.PrependDecorators(counters), mpb.AppendDecorators(decor.Elapsed(decor.ET_STYLE_GO)))
	return func(done, total int64) {
			bar.SetTotal(max(total, done+1), false) // what is not known is shown as one more
			bar.SetCurrent(done)
		}, func() {
			bar.Abort(true)
			bars.Wait()
		}
}

// withStore works on a register that is there already.
func (p *program) withStore(ctx context.Context, do func(set settings.Settings, s register.Store) error) error {
	set, err := p.settings(map[string]string{})
	if err != nil {
		return err
	}
	s, err := operation.OpenHeld(ctx, set.DB)
	if err != nil {
		return err
	}
	err = do(set, s)
	if closing := s.Close(); err == nil {
		err = closing
	}
	return err
}

func oneArgument(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fault.New(fault.Usage, "`%s` takes %s.", cmd.CommandPath(), what)
		}
		return nil
	}
}

func jsonFlag(c *cobra.Command, to *bool) *cobra.Command {
	c.Flags().BoolVar(to, "json", false, "print as JSON")
	return c
}

func (p *program) backupCommand() *cobra.Command {
	var asJSON bool
	return jsonFlag(&cobra.Command{
		Use:   "backup FILE",
		Short: "Save the register as it is now in a new file, while it is in use",
		Long: `Backup writes the register, as it is at this moment, into FILE; whoever changes it
meanwhile is not held up. The copy is walked through before it gets its name, and the
hash of its last act is printed: kept elsewhere, it proves the whole log. FILE is a
register itself, whichever engine keeps the original: restore it, or open it with --db.
Nothing is ever overwritten.`,
		Example: "  concord backup concord-2026-11-25.db\n  concord backup weekly.db --db postgres://concord@db.example/concord",
		Args:    oneArgument("the name of the new file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withStore(cmd.Context(), func(set settings.Settings, s register.Store) error {
				tell, stop := p.share(!settings.IsServer(set.DB))
				saved, err := operation.Backup(cmd.Context(), s, args[0], tell)
				stop()
				if err != nil {
					return err
				}
				return p.saved("Saved", saved, asJSON)
			})
		},
	}, &asJSON)
}

func (p *program) saved(word string, saved operation.Saved, asJSON bool) error {
	if asJSON {
		if err := p.printJSON(saved); err != nil {
			return err
		}
	} else {
		if saved.Aside != "" {
			fmt.Fprintf(p.out, "The register that was there is now %s.\n", saved.Aside)
		}
		fmt.Fprintf(p.out, "%s: %s", word, saved.File)
		if saved.Bytes > 0 {
			fmt.Fprintf(p.out, ", %.1f MB", float64(saved.Bytes)/1e6)
		}
		if saved.Fault == "" {
			fmt.Fprintf(p.out, ", %s%s", count(int(saved.Acts), "act", "acts"), hashOf(saved.Hash))
		}
		fmt.Fprintln(p.out)
	}
	if saved.Fault != "" {
		return fault.New(fault.Invalid, "It is whole, but its log is not in order: %s", saved.Fault)
	}
	return nil
}

// hashOf tells the hash of the last act; a register without acts has none.
func hashOf(hash string) string {
	if hash == "" {
		return ""
	}
	return "; hash of the last: " + hash
}

func (p *program) restoreCommand() *cobra.Command {
	var asJSON, replace bool
	c := &cobra.Command{
		Use:   "restore FILE",
		Short: "Make the register of a backup",
		Long: `Restore makes the register that --db names of a backup. It is copied and walked
through first; a bad one changes nothing. Where there is a register already, restore
refuses, unless --replace says to put that one aside: it stays in the same folder, under
a name with the time. No program may have it open.`,
		Example: "  concord restore concord-2026-11-25.db\n  concord restore concord-2026-11-25.db --db postgres://concord@db.example/empty",
		Args:    oneArgument("the backup's file"),
		RunE: func(cmd *cobra.Command, args []string) error {
			set, err := p.settings(map[string]string{})
			if err != nil {
				return err
			}
			tell, stop := p.share(!settings.IsServer(set.DB))
			saved, err := operation.Restore(cmd.Context(), args[0], set.DB, replace, time.Now(), tell)
			stop()
			if err != nil {
				return err
			}
			return p.saved("Restored", saved, asJSON)
		},
	}
	c.Flags().BoolVar(&replace, "replace", false, "put the register that is there aside, under another name")
	return jsonFlag(c, &asJSON)
}

func (p *program) moveCommand() *cobra.Command {
	var asJSON bool
	var to string
	c := &cobra.Command{
		Use:   "move --to FILE|postgres://…",
		Short: "Carry the register over to another engine, or back",
		Long: `Move copies the register that --db names into an empty one at --to, whole: documents,
records, claims, history, log. What stands there is read again and compared with what was
sent, table by table, and its log is walked through. The register itself is not changed;
set CONCORD_DB, --db or the file of settings to the new one when you are content.`,
		Example: "  concord move --to postgres://concord@db.example/concord\n  concord move --db postgres://concord@db.example/concord --to concord.db",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if to == "" {
				return fault.New(fault.Usage, "`concord move` needs --to, the file or database to carry the register to.")
			}
			set, err := p.settings(map[string]string{})
			if err != nil {
				return err
			}
			tell, stop := p.share(false)
			counts, err := operation.Move(cmd.Context(), set.DB, to, tell)
			stop()
			if err != nil {
				return err
			}
			if asJSON {
				return p.printJSON(struct {
					From   string       `json:"from"`
					To     string       `json:"to"`
					Tables store.Counts `json:"tables"`
				}{settings.WithoutSecrets(set.DB), settings.WithoutSecrets(to), counts})
			}
			for _, t := range store.Tables {
				if n := counts[t.Name]; n.Rows > 0 {
					fmt.Fprintf(p.out, "%-14s %9d  %.16s  same\n", t.Name, n.Rows, n.Sum)
				}
			}
			fmt.Fprintf(p.out, "Carried over to %s and compared; the log there is in order.\n", settings.WithoutSecrets(to))
			return nil
		},
	}
	c.Flags().StringVar(&to, "to", "", "a new file, or an empty database")
	return jsonFlag(c, &asJSON)
}

func (p *program) rebuildCommand() *cobra.Command {
	var asJSON bool
	return jsonFlag(&cobra.Command{
		Use:   "rebuild",
		Short: "Make lists, facets and the index of texts anew",
		Long: `Rebuild makes everything anew that follows from what the register holds: the lists, the
facets, the index of texts. It says which records had differed, which none should. Records
and their history are not touched. Exit status 1 where some differed.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withStore(cmd.Context(), func(set settings.Settings, s register.Store) error {
				r, err := s.Rebuild(cmd.Context())
				if err != nil {
					return err
				}
				if asJSON {
					if err := p.printJSON(r); err != nil {
						return err
					}
				} else {
					fmt.Fprintf(p.out, "Made anew for %s.\n", count(r.Records, "record", "records"))
				}
				if len(r.Differed) > 0 {
					more := ""
					list := r.Differed
					if len(list) > 10 {
						list, more = list[:10], " …"
					}
					return fault.New(fault.Invalid, "%s differed from what was to be, and is right now: %s%s.", count(len(r.Differed), "record", "records"), strings.Join(list, ", "), more)
				}
				return nil
			})
		},
	}, &asJSON)
}

func (p *program) auditCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "audit",
		Short: "Look at the log of all changes, and prove it",
		Args:  noArguments,
		RunE:  func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	c.AddCommand(p.auditVerifyCommand(), p.auditLogCommand())
	return c
}

func (p *program) auditVerifyCommand() *cobra.Command {
	var asJSON bool
	var expect string
	c := &cobra.Command{
		Use:   "verify",
		Short: "Walk the log and find any change to it",
		Long: `Verify walks the log from its beginning: each entry carries the hash of the one before,
and of what it changed. The first that does not fit is named, with exit status 1.
The printed hash of the last entry proves all of them: keep it elsewhere, and compare it
with --expect, which finds it wherever it stands in the log, so that later entries do no harm.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.withStore(cmd.Context(), func(set settings.Settings, s register.Store) error {
				v, err := s.Verify(cmd.Context())
				if err != nil {
					return err
				}
				at := int64(0)
				if expect != "" {
					if at, err = entryOf(cmd.Context(), s, expect); err != nil {
						return err
					}
				}
				if asJSON {
					return p.printJSON(v)
				}
				fmt.Fprintf(p.out, "In order: %s%s\n", count(int(v.Entries), "act", "acts"), hashOf(v.Hash))
				if at > 0 {
					fmt.Fprintf(p.out, "The expected hash is that of act %d.\n", at)
				}
				return nil
			})
		},
	}
	c.Flags().StringVar(&expect, "expect", "", "a hash that was printed earlier and has to stand in the log")
	return jsonFlag(c, &asJSON)
}

// entryOf finds the entry with a hash.
func entryOf(ctx context.Context, s register.Store, hash string) (int64, error) {
	for after := int64(0); ; {
		list, err := s.Log(ctx, after, 0)
		if err != nil {
			return 0, err
		}
		if len(list) == 0 {
			return 0, fault.New(fault.Invalid, "No act of the log has the hash %s: the log is not the one of which it was printed.", hash)
		}
		for _, e := range list {
			if strings.EqualFold(e.Hash, hash) {
				return e.Number, nil
			}
		}
		after = list[len(list)-1].Number
	}
}

func (p *program) auditLogCommand() *cobra.Command {
	var asJSON bool
	var after int64
	var limit int
	c := &cobra.Command{
		Use:   "log",
		Short: "Print the acts in their order: when, who, what, why",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			if after < 0 || limit < 0 {
				return fault.New(fault.Usage, "--after and --limit take numbers from 0.")
			}
			return p.withStore(cmd.Context(), func(set settings.Settings, s register.Store) error {
				for left := limit; limit == 0 || left > 0; {
					list, err := s.Log(cmd.Context(), after, min(left, 1000))
					if err != nil {
						return err
					}
					if len(list) == 0 {
						break
					}
					for _, e := range list {
						if asJSON {
							if err := p.printLine(e); err != nil {
								return err
							}
							continue
						}
						line := fmt.Sprintf("%d  %s  %s  %s", e.Number, e.Act.At.UTC().Format("2006-01-02 15:04:05"), e.Act.By.Name, e.Act.Name)
						for _, s := range []string{e.Act.Subject, e.Act.Why} {
							if s != "" {
								line += "  " + s
							}
						}
						if _, err := fmt.Fprintf(p.out, "%s  %.12s\n", line, e.Hash); err != nil {
							return fault.Wrap(err, fault.Unavailable, "The output cannot be written.")
						}
					}
					left -= len(list)
					after = list[len(list)-1].Number
				}
				return nil
			})
		},
	}
	c.Flags().Int64Var(&after, "after", 0, "only acts behind the one with this number")
	c.Flags().IntVar(&limit, "limit", 0, "at most so many; 0 is all")
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON Lines")
	return c
}

func (p *program) doctorCommand() *cobra.Command {
	var asJSON bool
	return jsonFlag(&cobra.Command{
		Use:   "doctor",
		Short: "Examine what Concord needs, and say how to get what is missing",
		Long: `Doctor looks at the settings, the register and its log, the folder and the disk, the
address, the clock, the fonts of six languages and the programs that some functions use.
It changes nothing. Exit status 1 where something is broken without which Concord cannot
work; what is only missing for some functions leaves it at 0.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			set, err := p.settings(map[string]string{})
			if err != nil {
				return err
			}
			list := operation.ThisSystem().Examine(cmd.Context(), set)
			if asJSON {
				if err := p.printJSON(list); err != nil {
					return err
				}
			} else {
				for _, f := range list {
					fmt.Fprintf(p.out, "%-8s %-12s %s\n", f.State, f.Name, f.Says)
					if f.Do != "" {
						fmt.Fprintf(p.out, "%-21s → %s\n", "", f.Do)
					}
				}
			}
			if !operation.Fit(list) {
				return fault.New(fault.Unavailable, "Concord cannot work here before what is broken is mended.")
			}
			return nil
		},
	}, &asJSON)
}
