// Goroutines, timers, signals and child processes, with the same output however they are scheduled.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

func goroutines() {
	var wait sync.WaitGroup
	var sum int64
	for i := 0; i < 10000; i++ {
		wait.Add(1)
		go func(i int) {
			defer wait.Done()
			runtime.Gosched()
			atomic.AddInt64(&sum, int64(i))
		}(i)
	}
	wait.Wait()
	fmt.Println("goroutines", sum)
}

func channels() {
	first := make(chan int)
	in := first
	for i := 0; i < 500; i++ {
		out := make(chan int)
		go func(in, out chan int) {
			for v := range in {
				out <- v + 1
			}
			close(out)
		}(in, out)
		in = out
	}
	go func() {
		for i := 0; i < 20; i++ {
			first <- i
		}
		close(first)
	}()
	total := 0
	for v := range in {
		total += v
	}
	fmt.Println("channels", total)
}

func threads() {
	var wait sync.WaitGroup
	ids := sync.Map{}
	var ready sync.WaitGroup
	ready.Add(32)
	for i := 0; i < 32; i++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			runtime.LockOSThread()
			ids.Store(syscall.Gettid(), true)
			ready.Done()
			ready.Wait()
		}()
	}
	wait.Wait()
	n := 0
	ids.Range(func(_, _ any) bool { n++; return true })
	fmt.Println("threads", n)
}

func timers() {
	var early, fired int32
	var wait sync.WaitGroup
	for i := 0; i < 500; i++ {
		wait.Add(1)
		due := time.Now().Add(time.Duration(i%50) * time.Millisecond)
		time.AfterFunc(time.Until(due), func() {
			defer wait.Done()
			atomic.AddInt32(&fired, 1)
			if time.Now().Before(due) {
				atomic.AddInt32(&early, 1)
			}
		})
	}
	wait.Wait()
	fmt.Println("timers", fired, early)
	ticker := time.NewTicker(2 * time.Millisecond)
	for i := 0; i < 20; i++ {
		<-ticker.C
	}
	ticker.Stop()
	stopped := time.NewTimer(time.Hour)
	fmt.Println("stopped", stopped.Stop(), stopped.Stop())
	start := time.Now()
	time.Sleep(30 * time.Millisecond)
	slept := time.Since(start)
	fmt.Println("slept", slept >= 30*time.Millisecond, slept < 10*time.Second)
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	<-ctx.Done()
	fmt.Println("context", ctx.Err())
}

func signals() {
	got := make(chan os.Signal, 16)
	signal.Notify(got, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGWINCH)
	for _, s := range []syscall.Signal{syscall.SIGUSR1, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGUSR2, syscall.SIGWINCH} {
		syscall.Kill(os.Getpid(), s)
		fmt.Println("signal", <-got)
	}
	signal.Ignore(syscall.SIGUSR1)
	syscall.Kill(os.Getpid(), syscall.SIGUSR1)
	fmt.Println("ignored", signal.Ignored(syscall.SIGUSR1))
	signal.Reset()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	syscall.Kill(os.Getpid(), syscall.SIGINT)
	<-ctx.Done()
	stop()
	fmt.Println("interrupted", ctx.Err())
}

// Loops without a call: the runtime has to preempt them with SIGURG for the collector to get on.
func preemption() {
	var stop int32
	var wait sync.WaitGroup
	for i := 0; i < 2; i++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			x := uint64(1)
			for atomic.LoadInt32(&stop) == 0 {
				for k := 0; k < 1000000; k++ {
					x = x*6364136223846793005 + 1
				}
			}
		}()
	}
	for i := 0; i < 3; i++ {
		runtime.GC()
		time.Sleep(time.Millisecond)
	}
	atomic.StoreInt32(&stop, 1)
	wait.Wait()
	fmt.Println("preempted")
}

func faults() {
	func() {
		defer func() { fmt.Println("recovered", recover()) }()
		var p *int
		*p = 1
	}()
	func() {
		defer func() { fmt.Println("recovered", recover()) }()
		zero := 0
		fmt.Println(1 / zero)
	}()
	func() {
		debug.SetPanicOnFault(true)
		defer debug.SetPanicOnFault(false)
		defer func() {
			_, fault := recover().(runtime.Error)
			fmt.Println("fault", fault)
		}()
		page, _ := syscall.Mmap(-1, 0, 4096, syscall.PROT_READ, syscall.MAP_ANON|syscall.MAP_PRIVATE)
		page[7] = 1
	}()
}

func processes() {
	out, err := exec.Command("sh", "-c", "echo out; echo err >&2; exit 3").Output()
	var exit *exec.ExitError
	fmt.Printf("exec %q %v %v\n", out, err, errors.As(err, &exit) && string(exit.Stderr) == "err\n")
	var wait sync.WaitGroup
	results := make([]string, 24)
	for i := range results {
		wait.Add(1)
		go func(i int) {
			defer wait.Done()
			c := exec.Command("sh", "-c", fmt.Sprintf("cat; echo %d", i))
			c.Stdin = strings.NewReader(strings.Repeat("x", 100000))
			b, err := c.CombinedOutput()
			results[i] = fmt.Sprint(len(b), err)
		}(i)
	}
	wait.Wait()
	sort.Strings(results)
	fmt.Println("parallel", results[0], results[23])
	c := exec.Command("sleep", "100")
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	fmt.Println("start", c.Start())
	c.Process.Signal(syscall.SIGTERM)
	fmt.Println("wait", c.Wait(), c.ProcessState.Sys().(syscall.WaitStatus).Signal())
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	fmt.Println("deadline", exec.CommandContext(ctx, "sleep", "100").Run())
	cat := exec.Command("cat")
	in, _ := cat.StdinPipe()
	outPipe, _ := cat.StdoutPipe()
	cat.Start()
	lines := bufio.NewReader(outPipe)
	for i := 0; i < 100; i++ {
		fmt.Fprintln(in, "line", i)
		if l, _ := lines.ReadString('\n'); l != fmt.Sprintln("line", i) {
			fmt.Println("wrong", l)
		}
	}
	in.Close()
	rest, _ := io.ReadAll(lines)
	fmt.Println("cat", len(rest), cat.Wait())
}

// Pipes are with the poller (epoll, edge-triggered): deadlines work on them.
func pipes() {
	r, w, _ := os.Pipe()
	r.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	_, err := r.Read(make([]byte, 1))
	fmt.Println("deadline", errors.Is(err, os.ErrDeadlineExceeded))
	r.SetReadDeadline(time.Time{})
	go func() {
		w.Write(make([]byte, 1<<20))
		w.Close()
	}()
	n, err := io.Copy(io.Discard, r)
	fmt.Println("copied", n, err)
}

type node struct{ left, right *node }

func tree(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{tree(depth - 1), tree(depth - 1)}
}

func (n *node) count() int {
	if n.left == nil {
		return 1
	}
	return 1 + n.left.count() + n.right.count()
}

func garbage() {
	var wait sync.WaitGroup
	var nodes int64
	for i := 0; i < 4; i++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for j := 0; j < 8; j++ {
				atomic.AddInt64(&nodes, int64(tree(13).count()))
			}
		}()
	}
	wait.Wait()
	debug.FreeOSMemory()
	fmt.Println("nodes", nodes)
}

func main() {
	goroutines()
	channels()
	threads()
	timers()
	signals()
	preemption()
	faults()
	pipes()
	processes()
	garbage()
}
