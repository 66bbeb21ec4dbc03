package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"concord/desk"
	"concord/fault"
	"concord/operation"
	"concord/reading"
	"concord/register"
	"concord/settings"
	"concord/starter"
)

// registry is the register that a command works on, with its desk.
type registry struct {
	store register.Store
	desk  *desk.Desk
	by    register.Person
}

func openRegistry(ctx context.Context, set settings.Settings) (*registry, error) {
	store, err := operation.Open(ctx, set.DB)
	if err != nil {
		return nil, err
	}
	return registryOf(store, set), nil
}

func registryOf(store register.Store, set settings.Settings) *registry {
	by := desk.Local()
	if set.Person != "" {
		by = desk.Named(set.Person)
	}
	return &registry{store, desk.New(store), by}
}

func (r *registry) Close() error { return r.store.Close() }

// holds gives the hash of a file that the register holds as these rules read it;
// "" where it is to be read.
func (r *registry) holds(ctx context.Context, body io.ReaderAt, size int64, languages ...string) (string, error) {
	if len(languages) == 0 || languages[0] == "" {
		languages = reading.Languages()
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(body, 0, size)); err != nil {
		return "", fault.Wrap(err, fault.Unavailable, "The file cannot be read to its end: %v.", err)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	for _, language := range languages {
		v, err := r.store.VersionOf(ctx, sum, language)
		switch {
		case err == nil && reading.SameRules(v.Rules, reading.Version) && !v.Superseded:
			w, err := r.store.Work(ctx, v.Work)
			if err != nil {
				return "", err
			}
			if !w.Withdrawn {
				return sum, nil
			}
		case err != nil && fault.KindOf(err) != fault.NotFound:
			return "", err
		}
	}
	return "", nil
}

// take takes one reading in and says in one line what became of it.
func (r *registry) take(ctx context.Context, res *result, sum *tally) (string, error) {
	if res.held {
		sum.known++
		return res.title + ": read before, nothing changed", nil
	}
	out, err := r.desk.TakeIn(ctx, res.doc, res.reading, r.by, res.options...)
	if err != nil {
		return "", err
	}
	if out.Unchanged {
		sum.known++
	} else {
		sum.read++
	}
	line := summary(res.title, out)
	for _, w := range out.Warnings {
		line += "\n" + res.title + ": " + w
	}
	return line, nil
}

// summary is the one line of a document that was taken in.
func summary(name string, out desk.Outcome) string {
	var b strings.Builder
	b.WriteString(name + ": ")
	if len(out.Symbols) > 0 {
		b.WriteString(strings.Join(out.Symbols, "–") + ", ")
	}
	fmt.Fprintf(&b, "%s, %s, %s", out.Language, count(out.Paragraphs, "paragraph", "paragraphs"), count(out.Activities, "activity", "activities"))
	if out.Candidates > 0 {
		b.WriteString(", " + count(out.Candidates, "unknown name", "unknown names"))
	}
	if out.Questions > 0 {
		b.WriteString(", " + count(out.Questions, "unclear short form", "unclear short forms"))
	}
	switch {
	case out.Unchanged:
		b.WriteString("; read before, nothing changed")
	case out.Repeats > 0:
		fmt.Fprintf(&b, "; the same text as version %d in another form, kept beside it", out.Repeats)
	case out.Late:
		b.WriteString("; an earlier text than the newest, kept behind it")
	case out.NewVersion:
		fmt.Fprintf(&b, "; version %d beside the one before", out.Version)
	case out.Reread:
		fmt.Fprintf(&b, "; read anew by rules %s, %d values proposed", reading.Version, out.Proposed)
	}
	return b.String()
}

// count is a number with what it counts.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// loadStarter loads the facts that ship with the program, or what is new in them
// since they were loaded last.
func (r *registry) loadStarter(ctx context.Context) error {
	set, err := starter.Records()
	if err != nil {
		return err
	}
	_, err = r.desk.LoadStarter(ctx, set, r.by)
	return err
}
