// Writes go-cpu.pb.gz and go-heap.pb.gz, profiles made by Go's runtime, into the current folder:
//
//	cd test/golden && go run -trimpath go-profile.go
//
// A run takes two seconds. The work is labelled, recursive and inlined in parts, so that the profiles have all of these.
package main

import (
	"context"
	"crypto/sha256"
	"os"
	"runtime/pprof"
	"sort"
	"strconv"
	"time"
)

var kept [][]byte

func fibonacci(n int) int {
	if n < 2 {
		return n
	}
	return fibonacci(n-1) + fibonacci(n-2)
}

func hash(text string) byte {
	sum := sha256.Sum256([]byte(text))
	return sum[0]
}

func sortWords(n int) int {
	words := make([]string, n)
	for i := range words {
		words[i] = strconv.Itoa(int(hash(strconv.Itoa(i))) * 7919 % 1009)
	}
	sort.Strings(words)
	return len(words[0])
}

func keep(count int) {
	for i := 0; i < count; i++ {
		kept = append(kept, make([]byte, 64*1024))
	}
}

func main() {
	cpu, err := os.Create("go-cpu.pb.gz")
	if err != nil {
		panic(err)
	}
	if err := pprof.StartCPUProfile(cpu); err != nil {
		panic(err)
	}
	for deadline := time.Now().Add(2 * time.Second); time.Now().Before(deadline); {
		pprof.Do(context.Background(), pprof.Labels("endpoint", "/fibonacci"), func(context.Context) { fibonacci(30) })
		pprof.Do(context.Background(), pprof.Labels("endpoint", "/sort"), func(context.Context) { sortWords(20000) })
	}
	pprof.StopCPUProfile()
	cpu.Close()

	keep(200)
	heap, err := os.Create("go-heap.pb.gz")
	if err != nil {
		panic(err)
	}
	if err := pprof.WriteHeapProfile(heap); err != nil {
		panic(err)
	}
	heap.Close()
}
