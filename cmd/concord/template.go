package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"concord/export"
	"concord/fault"
	"concord/lexicon"

	"github.com/spf13/cobra"
)

func (p *program) templateCommand() *cobra.Command {
	language := "en"
	c := &cobra.Command{
		Use:   "template FILE",
		Short: "Write the form in which organizations send in what they did, as DOCX or XLSX",
		Long: `Template writes a form to hand out: a Word file with a table an act, or a workbook with
a row an act, by the ending of FILE. What is filled into it is read by ` + "`concord read`" + ` and
on the pages without loss.`,
		Example: "  concord template input.docx\n  concord template contribution.xlsx --lang fr",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fault.New(fault.Usage, "`concord template` takes the name of the file to write.")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(lexicon.Languages, language) {
				return fault.New(fault.Usage, "--lang %s: there are forms in %s.", language, strings.Join(lexicon.Languages, ", "))
			}
			var b bytes.Buffer
			var err error
			switch strings.ToLower(filepath.Ext(args[0])) {
			case ".docx":
				err = export.TemplateDOCX(&b, language, export.Filled{})
			case ".xlsx":
				err = export.TemplateXLSX(&b, language, export.Filled{})
			default:
				err = fault.New(fault.Usage, "%s: name a file that ends in .docx or .xlsx.", args[0])
			}
			if err != nil {
				return err
			}
			// A form that somebody has begun to fill in is not written over.
			f, err := os.OpenFile(args[0], os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
			if err != nil {
				return fault.Wrap(err, fault.Conflict, "%s cannot be written: there is such a file already, or the folder does not take one. Name another.", args[0])
			}
			_, err = f.Write(b.Bytes())
			if closed := f.Close(); err == nil {
				err = closed
			}
			return fault.Wrap(err, fault.Unavailable, "%s cannot be written to its end: %v.", args[0], err)
		},
	}
	c.Flags().StringVar(&language, "lang", language, "the language of the form: "+strings.Join(lexicon.Languages, ", "))
	return c
}
