package web

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"testing"
)

var (
	update = flag.Bool("update", false, "write the golden files")
	serve  = flag.String("serve", "", "instead of testing, serve the documents of the tests at this address, to look at the pages")
)

func TestMain(m *testing.M) {
	flag.Parse()
	if *serve == "" {
		os.Exit(m.Run())
	}
	f := newFixture()
	s, err := New(Config{Library: f, Names: testNames, Intake: f.intake})
	if err == nil {
		l, lerr := Listen(*serve)
		if lerr == nil {
			fmt.Println("http://" + l.Addr().String())
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
			defer stop()
			err = s.Serve(ctx, l)
		} else {
			err = lerr
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
