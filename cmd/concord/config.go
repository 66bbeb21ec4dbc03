package main

import (
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"

	"concord/fault"
	"concord/settings"

	"github.com/spf13/cobra"
)

func (p *program) configCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "config",
		Short: "Print the settings that hold, and where each comes from",
		Long: `Config prints each setting with its value and where that comes from: a flag of the
command, a variable of the environment, the file of settings, or the default, in this
order. Passwords are not printed. The file is the one that --config or CONCORD_CONFIG
names, else concord.toml beside the register, or in this folder:

  db = "register.db"
  listen = "127.0.0.1:9000"`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, args []string) error {
			flags := map[string]string{}
			p.globals(flags)
			list, file, err := settings.Explain(os.Environ(), flags)
			if err != nil {
				return err
			}
			if asJSON {
				return p.printJSON(struct {
					File     string           `json:"file,omitempty"`
					Settings []settings.Value `json:"settings"`
				}{file, list})
			}
			w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
			for _, v := range list {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", v.Name, quoted(v.Value), v.From, v.About)
			}
			return fault.Wrap(w.Flush(), fault.Unavailable, "The output cannot be written.")
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print as JSON")
	return c
}

// quoted makes an empty value visible.
func quoted(s string) string {
	if s == "" {
		return `""`
	}
	return s
}

// printLine prints a value for programs, on one line.
func (p *program) printLine(v any) error {
	e := json.NewEncoder(p.out)
	e.SetEscapeHTML(false)
	return fault.Wrap(e.Encode(v), fault.Unavailable, "The output cannot be written.")
}

// printJSON prints a value for programs.
func (p *program) printJSON(v any) error {
	e := json.NewEncoder(p.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return fault.Wrap(e.Encode(v), fault.Unavailable, "The output cannot be written.")
}
