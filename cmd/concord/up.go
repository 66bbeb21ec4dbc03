package main

import "github.com/spf13/cobra"

func (p *program) upCommand() *cobra.Command {
	return &cobra.Command{Use: "up", Short: "Serve the register on this machine", Hidden: false}
}
func (p *program) samplesCommand() *cobra.Command {
	return &cobra.Command{Use: "samples", Short: "Samples"}
}
