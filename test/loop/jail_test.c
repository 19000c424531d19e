/* The jail holds: what is on the list works, what is not kills, and what libraries try is refused. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "loop/fetcher.h"
#include "peers.h"

#define DESCRIPTORS 64u
#define FETCHED_BYTES 64u
/* Beyond what a process of ours holds, below what a sanitizer maps. */
#define MEMORY_BYTES (512u << 20)

/* The pipe by which the jailed reports, and a bound TLS listener. */
static const int kept[] = { 0, 1, 2, 7, 8 };
static char directory[] = "/tmp/tocsin_jail_XXXXXX";

/* What a jailed process tries; its number of faults is its exit code. */
typedef int attempt(void);

static int works(void)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	struct rlimit limit;
	struct timespec now;
	int faults = 0;
	void *room = malloc(1 << 20);
	faults += !room;
	free(room);
	faults += clock_gettime(CLOCK_REALTIME, &now) != 0;
	int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	/* 7 was kept, all beside it was closed. */
	faults += descriptor != 3 || fcntl(7, F_GETFD) < 0;
	faults += sendto(descriptor, "", 0, 0, (const struct sockaddr *)&here, sizeof here) < 0 && errno == EACCES;
	faults += socket(AF_INET6, SOCK_STREAM, 0) != 4;
	faults += getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_max != DESCRIPTORS;
	faults += getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_max != 0;
	faults += geteuid() == 0;
	return faults;
}

static int are_refused(void)
{
	int faults = 0;
	errno = 0;
	faults += open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0 || errno != EACCES;
	errno = 0;
	faults += kill(getppid(), 0) == 0 || errno != EACCES;
	return faults;
}

static int others_are_refused(void)
{
	struct stat about;
	return !(stat("/", &about) != 0 && errno == EACCES) +
	       !(socket(AF_UNIX, SOCK_STREAM, 0) < 0 && errno == EACCES) +
	       !(socket(AF_NETLINK, SOCK_RAW, 0) < 0 && errno == EACCES);
}

static int memory_ends(void)
{
	void *at = mmap(NULL, MEMORY_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return at != MAP_FAILED || errno != ENOMEM;
}

/* All that an edge does, opened within: TLS both ways, over a listener that was bound outside. */
static int serves(void)
{
	struct loop *loop;
	struct peer near, far;
	struct sockets_peer local = { 0 };
	unsigned listener = 0;
	uint64_t flow = 0;
	if (loop_open(&loop) != STATUS_OK)
		return 1;
	peer_open(loop, &SOCKETS_LIMITS_USUAL, peer_tls(), &near);
	peer_open(loop, &SOCKETS_LIMITS_USUAL, peer_tls(), &far);
	near.echo = true;
	CHECK(sockets_add(near.sockets, SOCKET_TLS, 8, &listener) == STATUS_OK);
	CHECK(sockets_listener(near.sockets, listener, &local) == STATUS_OK);
	CHECK(sockets_connect(far.sockets, SOCKET_TLS, "127.0.0.1", local.port, &flow) == STATUS_OK);
	CHECK(sockets_send(far.sockets, flow, bytes_of_text("hello\n")) == STATUS_OK);
	/* No alarm: it is no call of the list.  Meson ends a test that hangs. */
	while (far.messages == 0 && far.gone == 0)
		(void)event_base_loop(loop_base(loop), EVLOOP_ONCE);
	CHECK_TEXT(far.text, "hello\n");
	(void)peer_counts(&near);
	sockets_drop(far.sockets, flow);
	while (near.gone == 0)
		(void)event_base_loop(loop_base(loop), EVLOOP_ONCE);
	sockets_close(near.sockets);
	sockets_close(far.sockets);
	loop_close(loop);
	return check_counts.failed != 0;
}

struct fetched {
	unsigned count;
	char trouble[FETCHED_BYTES];
};

static void on_fetched(void *context, const struct fetcher_answer *answer)
{
	struct fetched *fetched = context;
	fetched->count++;
	(void)snprintf(fetched->trouble, sizeof fetched->trouble, "%s", answer->trouble ? answer->trouble : "");
}

/* What an edge asks of others: names of a server that is silent, and TLS with one that says no HTTP. */
static int fetches(void)
{
	struct fetched got = { 0 };
	const struct fetcher_limits limits = { 1, 1, 2, 2000, 4096, 4096 };
	const struct fetcher_setup setup = { .trusted = peer_tls()->certificate,
		                             .name_servers = bytes_of_text("127.0.0.1:9\n"),
		                             .reach = FETCHER_NEAR,
		                             .limits = &limits };
	struct fetcher_question question = { .uri = bytes_of_text("https://lis.example/"), .accept = "x" };
	struct loop *loop;
	struct fetcher *fetcher;
	struct peer near;
	struct sockets_peer local = { 0 };
	unsigned listener = 0;
	char uri[64];
	if (loop_open(&loop) != STATUS_OK || fetcher_open(loop, &setup, on_fetched, &got, &fetcher) != STATUS_OK)
		return 1;
	CHECK(fetcher_ask(fetcher, &question) == STATUS_OK);
	while (got.count == 0)
		(void)event_base_loop(loop_base(loop), EVLOOP_ONCE);
	CHECK(got.trouble[0]);
	peer_open(loop, &SOCKETS_LIMITS_USUAL, peer_tls(), &near);
	near.echo = true;
	CHECK(sockets_add(near.sockets, SOCKET_TLS, 8, &listener) == STATUS_OK);
	CHECK(sockets_listener(near.sockets, listener, &local) == STATUS_OK);
	(void)snprintf(uri, sizeof uri, "https://127.0.0.1:%u/", local.port);
	question.uri = bytes_of_text(uri);
	CHECK(fetcher_ask(fetcher, &question) == STATUS_OK);
	while (got.count == 1)
		(void)event_base_loop(loop_base(loop), EVLOOP_ONCE);
	CHECK_TEXT(got.trouble, "the answer has no form");
	fetcher_close(fetcher);
	sockets_close(near.sockets);
	loop_close(loop);
	return check_counts.failed != 0;
}

static int starts_a_program(void)
{
	char name[] = "true", *arguments[] = { name, NULL };
	return execv("/bin/true", arguments) == 0;
}

static int forks(void)
{
	return fork() >= 0;
}

static int makes_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static int sets_limits(void)
{
	const struct rlimit limit = { 1, 1 };
	return setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

static int takes_raw_packets(void)
{
	return socket(AF_INET, SOCK_RAW, 0) >= 0;
}

static int listens_to_nobody(void)
{
	return listen(7, 1) == 0;
}

/* The wait status of a process that entered the jail and made the attempt; -1: there is none. */
static int in_jail(attempt *try, struct jail_locks *ret_locks)
{
	struct jail_locks locks = { 0 };
	int pipe_of[2], status = -1;
	if (!CHECK(pipe(pipe_of) == 0))
		return -1;
	pid_t process = fork();
	if (process == 0) {
		const struct jail jail = { .directory = directory,
			                   .keep = kept,
			                   .keep_count = sizeof kept / sizeof *kept,
			                   .descriptors = DESCRIPTORS,
			                   .memory_bytes = MEMORY_BYTES };
		if (dup2(pipe_of[1], 7) != 7 || jail_enter(&jail, &locks) != STATUS_OK ||
		    write(7, &locks, sizeof locks) != (ssize_t)sizeof locks)
			_exit(99);
		_exit(try());
	}
	(void)close(pipe_of[1]);
	CHECK(process > 0 && read(pipe_of[0], ret_locks, sizeof *ret_locks) == (ssize_t)sizeof *ret_locks);
	CHECK(waitpid(process, &status, 0) == process);
	(void)close(pipe_of[0]);
	return status;
}

static void check_attempt(attempt *try, const char *what, bool kills)
{
	struct jail_locks locks = { 0 };
	int status = in_jail(try, &locks);
	bool good =
	    kills ? WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS : WIFEXITED(status) && WEXITSTATUS(status) == 0;
	if (!CHECK(good))
		(void)fprintf(stderr, "  %s: wait status %#x\n", what, (unsigned)status);
}

static void check_no_user(void)
{
	const struct jail jail = { .user = "nobody-of-this-name",
		                   .keep = kept,
		                   .keep_count = sizeof kept / sizeof *kept };
	struct jail_locks locks;
	int status = -1;
	pid_t process = fork();
	if (process == 0)
		_exit(jail_enter(&jail, &locks) == STATUS_MISSING && locks.step ? 0 : 1);
	CHECK(waitpid(process, &status, 0) == process && status == 0);
}

int main(void)
{
	struct jail_locks locks = { 0 };
	bool root = geteuid() == 0;
	int bound = -1;
	(void)peer_tls();
	if (!mkdtemp(directory) || socket_bind(SOCKET_TLS, "127.0.0.1", 0, &bound) != STATUS_OK || dup2(bound, 8) != 8)
		return 1;
	(void)close(bound);
	check_attempt(are_refused, "opens files", false);
	CHECK(in_jail(works, &locks) == 0);
	CHECK(!locks.step && locks.user);
	CHECK(locks.calls == !locks.widened);
	/* A container may keep its root from chroot; then the jail says so. */
	if (root && !locks.directory)
		(void)printf("this root may not leave its disk\n");
	check_attempt(serves, "serves", false);
	check_attempt(fetches, "fetches", false);
	check_attempt(starts_a_program, "starts a program", true);
	/* Built with a sanitizer the list is widened: only the worst is kept off. */
	if (locks.calls) {
		check_attempt(others_are_refused, "asks for paths and other sockets", false);
		check_attempt(memory_ends, "takes all memory", false);
		check_attempt(forks, "forks", true);
		check_attempt(makes_code, "makes code", true);
		check_attempt(sets_limits, "sets limits", true);
		check_attempt(takes_raw_packets, "takes raw packets", true);
		check_attempt(listens_to_nobody, "listens", true);
	} else {
		(void)printf("the list of calls is wide: %s\n", locks.widened);
	}
	if (root)
		check_no_user();
	(void)rmdir(directory);
	return check_done();
}
