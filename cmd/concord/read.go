package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"

	"concord/document"
	"concord/export"
	"concord/fault"
	"concord/reading"

	"github.com/spf13/cobra"
)

const rulesVersion = reading.Version

// readFlags of `concord read`.
type readFlags struct {
	json, explain, lines bool
	language             string
	jobs                 int
}

func (p *program) readCommand() *cobra.Command {
	var f readFlags
	c := &cobra.Command{
		Use:   "read FILE|FOLDER|- …",
		Short: "Read reports into records that cite their paragraph",
		Long: `Read takes PDF files, Word documents (DOCX), web pages, Akoma Ntoso and plain text,
whole folders, or standard input (-), finds who did what with whom, when and where, and keeps it in the register.

What was read before is left as it is; a changed file under the same symbol and
language becomes a new version beside the old. Stopped with Ctrl-C, it loses no
finished document and goes on there when started again.

Exit status: 0 all well, 1 some input failed, 2 wrong use.`,
		Example: `  concord read report.docx
  concord read inputs/ --jobs 2
  concord read report.txt --json --explain > report.jsonl
  pdftotext -layout report.pdf - | concord read - --json
  concord read --lines sentences.txt --lang fr --json`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fault.New(fault.Usage, "`concord read` takes the files or folders to read, or - for standard input.")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.language != "" && !known(f.language) {
				return fault.New(fault.Usage, "--lang %s: Concord reads %s.", f.language, strings.Join(reading.Languages(), ", "))
			}
			if f.jobs < 1 || f.jobs > 64 {
				return fault.New(fault.Usage, "--jobs takes a number from 1 to 64.")
			}
			return p.read(cmd.Context(), args, f)
		},
	}
	c.Flags().BoolVar(&f.json, "json", false, "print what was read as JSON Lines on standard output")
	c.Flags().BoolVar(&f.explain, "explain", false, "with each value its words and the rule that found it (implies --json)")
	c.Flags().BoolVar(&f.lines, "lines", false, "take each line for a paragraph of its own; stores nothing (implies --json)")
	c.Flags().StringVar(&f.language, "lang", "", "the language: "+strings.Join(reading.Languages(), ", ")+" (recognised when not given)")
	c.Flags().IntVar(&f.jobs, "jobs", min(runtime.NumCPU(), 8), "how many documents to read at a time")
	return c
}

func known(language string) bool {
	for _, l := range reading.Languages() {
		if l == language {
			return true
		}
	}
	return false
}

// input is one file to read, or why it cannot be.
type input struct {
	name string // as a person named it
	size int64
	err  error
}

// title is the input's name for a person.
func (in input) title() string {
	if in.name == "-" {
		return "standard input"
	}
	return in.name
}

// inputs lists the files behind the arguments, folders in the order of their names.
func inputs(args []string) []input {
	var list []input
	for _, arg := range args {
		if arg == "-" {
			list = append(list, input{name: "-"})
			continue
		}
		info, err := os.Stat(arg)
		if err != nil {
			list = append(list, input{name: arg, err: openFault(arg, err)})
			continue
		}
		if !info.IsDir() {
			list = append(list, input{name: arg, size: info.Size(), err: regular(arg, info)})
			continue
		}
		found := len(list)
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				list = append(list, input{name: path, err: openFault(path, err)})
				if d != nil && d.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			if path != arg && strings.HasPrefix(d.Name(), ".") {
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			if d.IsDir() || d.Type()&fs.ModeSymlink != 0 {
				return nil
			}
			info, err := d.Info()
			if err != nil {
				list = append(list, input{name: path, err: openFault(path, err)})
				return nil
			}
			list = append(list, input{name: path, size: info.Size(), err: regular(path, info)})
			return nil
		})
		if err != nil {
			list = append(list, input{name: arg, err: openFault(arg, err)})
		}
		if len(list) == found {
			list = append(list, input{name: arg, err: fault.New(fault.Invalid, "%s holds no file to read; name a folder with documents in it.", arg)})
		}
		sort.SliceStable(list[found:], func(i, j int) bool { return list[found+i].name < list[found+j].name })
	}
	return list
}

func regular(name string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return fault.New(fault.Invalid, "%s is no file but a device or a pipe; save it as a file first, or use - for standard input.", name)
	}
	return nil
}

// result of reading one input.
type result struct {
	input   input
	doc     *document.Document
	reading *reading.Reading
	held    bool // it stands in the register as these rules read it
	err     error
}

// read reads all inputs, several at a time, and takes them in one after another
// in the order in which they were named.
func (p *program) read(ctx context.Context, args []string, f readFlags) error {
	f.json = f.json || f.explain || f.lines
	list := inputs(args)
	reader, err := newReader()
	if err != nil {
		return err
	}
	var reg *registry
	if !f.lines {
		set, err := p.settings(map[string]string{})
		if err != nil {
			return err
		}
		list = without(list, set.DB)
		if reg, err = openRegistry(ctx, set); err != nil {
			return err
		}
		defer reg.Close()
	}
	out := bufio.NewWriterSize(p.out, 1<<16)
	defer out.Flush()
	report := p.err
	if !f.json {
		report = p.out
	}
	bar := p.progress(list)
	defer bar.stop()
	failed := false

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan chan result, f.jobs)
	go func() {
		defer close(results)
		slots := make(chan struct{}, f.jobs)
		for _, in := range list {
			slot := make(chan result, 1)
			select {
			case results <- slot:
			case <-ctx.Done():
				return
			}
			slots <- struct{}{}
			go func() {
				defer func() { <-slots }()
				slot <- p.readOne(ctx, reader, reg, in, f)
			}()
		}
	}()
	for slot := range results {
		var r result
		select {
		case r = <-slot:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
		line := ""
		if r.err == nil && reg != nil {
			line, r.err = reg.take(ctx, r)
		}
		if r.err == nil && f.json {
			r.err = write(out, r, f, reader)
		}
		bar.done(r.input.size)
		if ctx.Err() != nil {
			break
		}
		if r.err != nil {
			failed = true
			bar.print(p.err, "concord: "+fault.Sentence(r.err))
			continue
		}
		if line != "" {
			bar.print(report, line)
		}
		if r.doc != nil {
			for _, w := range r.doc.Warnings {
				bar.print(p.err, r.input.title()+": "+warning(w))
			}
		}
	}
	if ctx.Err() != nil {
		out.Flush()
		return fault.New(fault.Unavailable, "Stopped. What was finished is kept; the same command goes on from there.")
	}
	if err := out.Flush(); err != nil {
		return fault.Wrap(err, fault.Unavailable, "The output cannot be written: %v.", err)
	}
	if failed {
		return errPartly
	}
	return nil
}

func warning(w document.Warning) string {
	if w.Place == "" || strings.Contains(w.Text, w.Place) {
		return w.Text
	}
	return w.Place + ": " + w.Text
}

// without leaves the register's own files out of a folder that holds it.
func without(list []input, db string) []input {
	own, err := os.Stat(db)
	if err != nil {
		return list
	}
	return slices.DeleteFunc(list, func(in input) bool {
		if info, err := os.Stat(in.name); err == nil && os.SameFile(info, own) {
			return true
		}
		return in.name == db+"-wal" || in.name == db+"-shm"
	})
}

func write(out io.Writer, r result, f readFlags, reader *documentReader) error {
	o := export.Options{Explain: f.explain, Organization: reader.organization(r.doc.Language)}
	var err error
	if f.lines {
		err = export.Paragraphs(out, r.doc, r.reading, o)
	} else {
		err = export.Lines(out, r.doc, r.reading, o)
	}
	return fault.Wrap(err, fault.Unavailable, "The output cannot be written.")
}

// readOne reads one input as far as is needed: not at all where the register
// holds it as these rules read it and nothing is to be printed.
func (p *program) readOne(ctx context.Context, reader *documentReader, reg *registry, in input, f readFlags) (r result) {
	r.input = in
	if in.err != nil {
		r.err = in.err
		return r
	}
	name, body, size, err := p.body(in, reader.limit)
	if err != nil {
		r.err = err
		return r
	}
	if c, ok := body.(io.Closer); ok {
		defer c.Close()
	}
	if f.lines {
		r.doc, r.err = linesOf(name, body, size, f.language)
	} else {
		if reg != nil && !f.json {
			if held, err := reg.holds(ctx, body, size); err != nil {
				r.err = err
				return r
			} else if held != "" {
				r.held = true
				r.doc = &document.Document{Name: name, SHA256: held}
				return r
			}
		}
		r.doc, r.err = reader.document(ctx, name, body, size, f.language)
	}
	switch {
	case r.err != nil:
	case f.lines:
		r.reading, r.err = reader.reader.ReadLines(r.doc)
	default:
		r.reading, r.err = reader.read(r.doc)
	}
	return r
}

// body gives the bytes of an input; standard input is read whole, up to the limit.
func (p *program) body(in input, limit int64) (name string, body io.ReaderAt, size int64, err error) {
	if in.name == "-" {
		b, err := io.ReadAll(io.LimitReader(p.in, limit+1))
		if err != nil {
			return "", nil, 0, fault.Wrap(err, fault.Unavailable, "Standard input cannot be read: %v.", err)
		}
		if int64(len(b)) > limit {
			return "", nil, 0, fault.New(fault.TooLarge, "Standard input holds more than %d MB; save it as a file and read it in parts.", limit>>20)
		}
		return "standard input", bytes.NewReader(b), int64(len(b)), nil
	}
	file, err := os.Open(in.name)
	if err != nil {
		return "", nil, 0, openFault(in.name, err)
	}
	return in.name, file, in.size, nil
}

// linesOf takes each line of a text for a paragraph, numbered by its line.
func linesOf(name string, body io.ReaderAt, size int64, language string) (*document.Document, error) {
	const longest = 1 << 20
	doc := &document.Document{Name: filepath.Base(name), Format: "text", Language: language}
	lines := bufio.NewScanner(io.NewSectionReader(body, 0, size))
	lines.Buffer(make([]byte, 1<<16), longest)
	at := 0
	for n := 1; lines.Scan(); n++ {
		raw := lines.Text()
		text := strings.TrimSpace(strings.ToValidUTF8(raw, "\uFFFD"))
		if text != "" {
			doc.Paragraphs = append(doc.Paragraphs, document.Paragraph{Number: fmt.Sprint(n), Text: text,
				Source: []document.Segment{{Len: len(text), File: at + strings.Index(raw, text), FileLen: len(text)}}})
		}
		at += len(raw) + 1
	}
	if err := lines.Err(); err != nil {
		return nil, fault.Wrap(err, fault.TooLarge, "%s: a line is longer than %d MB; is it a text with one paragraph a line?", name, longest>>20)
	}
	if language == "" {
		var err error
		if doc.Language, err = document.Recognise(name, doc.Paragraphs); err != nil {
			return nil, err
		}
	}
	return doc, nil
}
