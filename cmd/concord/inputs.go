package main

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"concord/fault"
)

// input is one file to read, or why it cannot be.
type input struct {
	name string // as a person named it
	size int64
	err  error
	// beside says whether a file of a name lies in the same folder; nil for a file that
	// a person named, which is read whatever it is.
	beside func(name string) bool
}

// title is the input's name for a person.
func (in input) title() string {
	if in.name == "-" {
		return "standard input"
	}
	return in.name
}

// path is the way to a document of the input, from where the person stands.
func (in input) path(name string) string {
	if in.name == "-" {
		return name
	}
	return in.name + strings.TrimPrefix(name, filepath.Base(in.name))
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
		names := map[string]bool{}
		for i := range list[found:] {
			in := &list[found+i]
			names[in.name] = true
			in.beside = func(name string) bool { return names[filepath.Join(filepath.Dir(in.name), name)] }
		}
	}
	return list
}

func regular(name string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return fault.New(fault.Invalid, "%s is no file but a device or a pipe; save it as a file first, or use - for standard input.", name)
	}
	return nil
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

// body gives the bytes of an input; standard input is read whole, up to the limit.
func (p *program) body(in input, limit int64) (name string, body io.ReaderAt, size int64, err error) {
	if in.err != nil {
		return "", nil, 0, in.err
	}
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
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return "", nil, 0, openFault(in.name, err)
	}
	return filepath.Base(in.name), file, info.Size(), nil
}
