package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"concord/desk"
	"concord/document"
	"concord/document/intake"
	"concord/export"
	"concord/fault"
	"concord/reading"
	"concord/register"

	"github.com/spf13/cobra"
	"golang.org/x/sync/semaphore"
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
e-mails and ZIP archives with any of these in them, whole folders, or standard input (-),
finds who did what with whom, when and where, and keeps it in the register.

What was read before is left as it is; a changed file under the same symbol and
language becomes a new version beside the old. Stopped with Ctrl-C or killed, it loses
no finished document and goes on there when started again.

Of a folder or an archive, what is no document by its content and does not bear the name
of one (pictures, tables of data, a list of the files) is passed over and counted.

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

// result is what became of one document, or, where ended, of one input as a whole.
type result struct {
	title   string // the document's name for a person, from where the person stands
	entry   intake.Entry
	doc     *document.Document
	reading *reading.Reading
	options []desk.TakeInOption
	held    bool // it stands in the register as these rules read it
	err     error
	at      int64 // bytes of all inputs that lie behind it
	ended   bool  // nothing more comes of its input
}

// memory is what the documents that are read at once may take together, by what
// each may need; one that may need more is read alone.
const memory = 100 << 20

// run is the way of all inputs through the readers: several documents are read at a
// time, and given on in the order in which they were named.
type run struct {
	program *program
	reader  *documentReader
	reg     *registry
	flags   readFlags
	memory  *semaphore.Weighted
	slots   chan struct{}
	results chan turn
}

// turn is one document on its way, with the memory that it holds.
type turn struct {
	done chan result
	held int64
}

// through unpacks the inputs one after another, and starts the reading of each
// document as soon as there is a processor and memory for it.
func (w *run) through(ctx context.Context, list []input) {
	defer close(w.results)
	at := int64(0)
	for _, in := range list {
		if w.input(ctx, in, at) != nil {
			return
		}
		at += in.size
	}
}

// send gives something on that is ready.
func (w *run) send(ctx context.Context, r result) error {
	one := turn{done: make(chan result, 1)}
	one.done <- r
	select {
	case w.results <- one:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// input sends the documents of one input, and then its end. The error is that of ctx.
func (w *run) input(ctx context.Context, in input, at int64) error {
	name, body, size, err := w.program.body(in, w.reader.limit)
	if err != nil {
		if err := w.send(ctx, result{title: in.title(), err: err}); err != nil {
			return err
		}
		return w.send(ctx, result{at: at + in.size, ended: true})
	}
	var using sync.WaitGroup
	if c, ok := body.(io.Closer); ok {
		defer func() { go func() { using.Wait(); c.Close() }() }()
	}
	each := func(e intake.Entry) error {
		r := result{title: in.path(e.Name), entry: e, err: e.Err, at: at + min(in.size, e.Behind)}
		if e.Err != nil || e.Passed != "" {
			return w.send(ctx, r)
		}
		one := turn{done: make(chan result, 1), held: min(memory, e.Memory())}
		if err := w.memory.Acquire(ctx, one.held); err != nil {
			return err
		}
		select {
		case w.slots <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case w.results <- one:
		case <-ctx.Done():
			return ctx.Err()
		}
		using.Add(1)
		go func() {
			defer func() { <-w.slots; using.Done() }()
			w.read(ctx, &r)
			one.done <- r
		}()
		return nil
	}
	if w.flags.lines {
		err = each(intake.Entry{Name: name, ReaderAt: body, Size: size})
	} else {
		err = intake.Unpack(ctx, name, body, size, document.Options{}, in.beside, each)
	}
	if err != nil {
		return err
	}
	return w.send(ctx, result{at: at + in.size, ended: true})
}

// read reads one document as far as is needed: not at all where the register
// holds it as these rules read it and nothing is to be printed.
func (w *run) read(ctx context.Context, r *result) {
	e := r.entry
	if w.flags.lines {
		if r.doc, r.err = linesOf(e.Name, e, e.Size, w.flags.language); r.err == nil {
			r.reading, r.err = w.reader.lines(ctx, r.doc)
		}
		return
	}
	if w.reg != nil && !w.flags.json {
		held, err := w.reg.holds(ctx, e, e.Size, w.flags.language)
		if err != nil {
			r.err = err
			return
		}
		if r.held = held != ""; r.held {
			return
		}
	}
	if r.doc, r.err = w.reader.document(ctx, e, w.flags.language); r.err == nil {
		var held register.Reader
		if w.reg != nil {
			held = w.reg.store
		}
		r.reading, r.options, r.err = w.reader.read(ctx, held, r.doc)
	}
}

// read reads all inputs, several documents at a time, and takes them in one after
// another in the order in which they were named.
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
		reader = reg.reader()
	}
	out := bufio.NewWriterSize(p.out, 1<<16)
	defer out.Flush()
	report := p.err
	if !f.json {
		report = p.out
	}
	bar := p.progress(list)
	defer bar.stop()
	var sum tally

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := &run{program: p, reader: reader, reg: reg, flags: f, memory: semaphore.NewWeighted(memory),
		slots: make(chan struct{}, f.jobs), results: make(chan turn, f.jobs)}
	go w.through(ctx, list)
	for one := range w.results {
		var r result
		select {
		case r = <-one.done:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
		line := ""
		if r.reading != nil || r.held {
			if reg != nil {
				line, r.err = reg.take(ctx, &r, &sum)
			} else {
				sum.read++
			}
			if r.err == nil && f.json {
				r.err = write(out, r, f, reader)
			}
		}
		if ctx.Err() != nil {
			break
		}
		switch {
		case r.ended:
		case r.err != nil:
			sum.fail(r.title, r.err)
			bar.print(p.err, "concord: "+sentence(r))
		case r.entry.Passed != "":
			sum.pass(r.title, r.entry.Passed)
		default:
			if line != "" {
				bar.print(report, line)
			}
			if r.doc != nil {
				for _, text := range warnings(r.doc.Warnings) {
					bar.print(p.err, r.title+": "+text)
				}
			}
		}
		bar.reached(r.at, r.ended)
		w.memory.Release(one.held)
	}
	stopped := ctx.Err() != nil
	if err := out.Flush(); err != nil && !stopped {
		return fault.Wrap(err, fault.Unavailable, "The output cannot be written: %v.", err)
	}
	for _, line := range sum.lines() {
		bar.print(report, line)
	}
	switch {
	case stopped:
		return fault.New(fault.Unavailable, "Stopped. What was finished is kept; the same command goes on from there.")
	case sum.failed > 0:
		return errPartly
	}
	return nil
}

// sentence tells of a failure, with the way to the file where its own name alone
// would not lead there.
func sentence(r result) string {
	s := fault.Sentence(r.err)
	if own := r.entry.Name; own != "" && !strings.HasPrefix(s, r.title) {
		if rest, ok := strings.CutPrefix(s, own); ok {
			return r.title + rest
		}
	}
	return s
}

// warnings are those of a document in words; of many alike the first three.
func warnings(list []document.Warning) (lines []string) {
	const most = 3
	seen := map[string]int{}
	for _, w := range list {
		seen[w.Kind]++
		if seen[w.Kind] > most {
			continue
		}
		line := w.Text
		if w.Place != "" && !strings.Contains(w.Text, w.Place) {
			line = w.Place + ": " + w.Text
		}
		lines = append(lines, line)
	}
	for _, w := range list {
		if n := seen[w.Kind] - most; n > 0 {
			lines = append(lines, fmt.Sprintf("%d more of this kind (%s).", n, w.Kind))
			seen[w.Kind] = 0
		}
	}
	return lines
}

func write(out io.Writer, r result, f readFlags, reader *documentReader) error {
	o := export.Options{Explain: f.explain, Organization: reader.organization(context.Background(), r.doc.Language)}
	var err error
	if f.lines {
		err = export.Paragraphs(out, r.doc, r.reading, o)
	} else {
		err = export.Lines(out, r.doc, r.reading, o)
	}
	return fault.Wrap(err, fault.Unavailable, "The output cannot be written.")
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
