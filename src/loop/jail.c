/* What a process that reads the bytes of strangers gives up before it reads the first. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/jail.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* Clang and gcc say it differently. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define HAS_SANITIZER 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define HAS_SANITIZER 1
#endif
#ifndef HAS_SANITIZER
#define HAS_SANITIZER 0
#endif

/* What libevent, OpenSSL and the C library call on sockets that are open, for memory, for time and for randomness. */
static const int allowed[] = {
	SCMP_SYS(read),           SCMP_SYS(readv),
	SCMP_SYS(write),          SCMP_SYS(writev),
	SCMP_SYS(recvfrom),       SCMP_SYS(recvmsg),
	SCMP_SYS(recvmmsg),       SCMP_SYS(sendto),
	SCMP_SYS(sendmsg),        SCMP_SYS(sendmmsg),
	SCMP_SYS(shutdown),       SCMP_SYS(close),
	SCMP_SYS(accept),         SCMP_SYS(accept4),
	SCMP_SYS(connect),        SCMP_SYS(getsockname),
	SCMP_SYS(getpeername),    SCMP_SYS(getsockopt),
	SCMP_SYS(setsockopt),     SCMP_SYS(epoll_create1),
	SCMP_SYS(epoll_ctl),      SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait),    SCMP_SYS(poll),
	SCMP_SYS(ppoll),          SCMP_SYS(eventfd2),
	SCMP_SYS(pipe2),          SCMP_SYS(fcntl),
	SCMP_SYS(ioctl),          SCMP_SYS(fstat),
	SCMP_SYS(lseek),          SCMP_SYS(brk),
	SCMP_SYS(munmap),         SCMP_SYS(mremap),
	SCMP_SYS(madvise),        SCMP_SYS(futex),
	SCMP_SYS(clock_gettime),  SCMP_SYS(clock_nanosleep),
	SCMP_SYS(gettimeofday),   SCMP_SYS(time),
	SCMP_SYS(nanosleep),      SCMP_SYS(getrandom),
	SCMP_SYS(getpid),         SCMP_SYS(gettid),
	SCMP_SYS(getppid),        SCMP_SYS(getuid),
	SCMP_SYS(geteuid),        SCMP_SYS(getgid),
	SCMP_SYS(getegid),        SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack),    SCMP_SYS(restart_syscall),
	SCMP_SYS(sched_yield),    SCMP_SYS(sysinfo),
	SCMP_SYS(getrusage),      SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

/* What libraries try and can do without: told that they may not. */
static const int refused[] = {
	SCMP_SYS(open),      SCMP_SYS(openat),     SCMP_SYS(openat2), SCMP_SYS(creat), SCMP_SYS(access),
	SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(stat),    SCMP_SYS(lstat), SCMP_SYS(statx),
	SCMP_SYS(readlink),  SCMP_SYS(readlinkat), SCMP_SYS(uname),   SCMP_SYS(prctl), SCMP_SYS(sched_getaffinity),
	SCMP_SYS(kill),      SCMP_SYS(getcwd),
};

/* Where everything else must be let through, these are what still kills. */
static const int forbidden[] = {
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(fork),
	SCMP_SYS(vfork),
	SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(mount),
	SCMP_SYS(bpf),
	SCMP_SYS(unshare),
	SCMP_SYS(setns),
	SCMP_SYS(keyctl),
	SCMP_SYS(init_module),
	SCMP_SYS(io_uring_setup),
};

#define COUNT_OF(ARRAY) (sizeof(ARRAY) / sizeof *(ARRAY))

static bool add_all(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (seccomp_rule_add(filter, action, calls[i], 0) != 0)
			return false;
	return true;
}

/* A call that is judged by its arguments; an array ends at the first comparison of kind 0. */
struct narrow {
	int call;
	bool refused; /* told that it may not; else allowed */
	struct scmp_arg_cmp when[2];
};

#define WHEN(ARGUMENT, HOW, A, B)                                                                                      \
	{                                                                                                              \
		.arg = (ARGUMENT), .op = SCMP_CMP_##HOW, .datum_a = (A), .datum_b = (B)                                \
	}
#define TYPE_MASK (0xffffffffu & ~(scmp_datum_t)(SOCK_NONBLOCK | SOCK_CLOEXEC))

static const struct narrow narrow[] = {
	{ SCMP_SYS(socket), false, { WHEN(0, EQ, AF_INET, 0), WHEN(1, MASKED_EQ, TYPE_MASK, SOCK_STREAM) } },
	{ SCMP_SYS(socket), false, { WHEN(0, EQ, AF_INET, 0), WHEN(1, MASKED_EQ, TYPE_MASK, SOCK_DGRAM) } },
	{ SCMP_SYS(socket), false, { WHEN(0, EQ, AF_INET6, 0), WHEN(1, MASKED_EQ, TYPE_MASK, SOCK_STREAM) } },
	{ SCMP_SYS(socket), false, { WHEN(0, EQ, AF_INET6, 0), WHEN(1, MASKED_EQ, TYPE_MASK, SOCK_DGRAM) } },
	{ SCMP_SYS(socket), true, { WHEN(0, LT, AF_INET, 0) } },
	{ SCMP_SYS(socket), true, { WHEN(0, GT, AF_INET6, 0) } },
	/* No memory that is code. */
	{ SCMP_SYS(mmap), false, { WHEN(2, MASKED_EQ, PROT_EXEC, 0) } },
	{ SCMP_SYS(mprotect), false, { WHEN(2, MASKED_EQ, PROT_EXEC, 0) } },
	/* The C library's fstat; of a path it is refused. */
	{ SCMP_SYS(newfstatat), false, { WHEN(3, MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH) } },
	{ SCMP_SYS(newfstatat), true, { WHEN(3, MASKED_EQ, AT_EMPTY_PATH, 0) } },
	/* Limits are asked for, not set. */
	{ SCMP_SYS(prlimit64), false, { WHEN(2, EQ, 0, 0) } },
};

static bool add_narrow(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < COUNT_OF(narrow); i++) {
		unsigned count = narrow[i].when[1].op ? 2 : 1;
		uint32_t action = narrow[i].refused ? SCMP_ACT_ERRNO(EACCES) : SCMP_ACT_ALLOW;
		if (seccomp_rule_add_array(filter, action, narrow[i].call, count, narrow[i].when) != 0)
			return false;
	}
	/* abort() signals itself. */
	const struct scmp_arg_cmp itself[] = { WHEN(0, EQ, (scmp_datum_t)getpid(), 0) };
	return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, itself) == 0;
}

static bool filter_calls(struct jail_locks *locks)
{
	const bool wide = HAS_SANITIZER;
	scmp_filter_ctx filter = seccomp_init(wide ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS);
	bool good = filter && add_all(filter, SCMP_ACT_ERRNO(EACCES), refused, COUNT_OF(refused));
	if (wide)
		good = good && add_all(filter, SCMP_ACT_KILL_PROCESS, forbidden, COUNT_OF(forbidden));
	else
		good = good && add_all(filter, SCMP_ACT_ALLOW, allowed, COUNT_OF(allowed)) && add_narrow(filter);
	good = good && seccomp_load(filter) == 0;
	if (filter)
		seccomp_release(filter);
	locks->calls = good && !wide;
	locks->widened = wide ? "built with the address sanitizer, which needs calls of its own" : NULL;
	return good;
}

static bool close_others(const struct jail *jail)
{
	unsigned next = 0;
	for (size_t i = 0; i < jail->keep_count; i++) {
		unsigned kept = (unsigned)jail->keep[i];
		assert(kept >= next);
		if (kept > next && close_range(next, kept - 1, 0) != 0)
			return false;
		next = kept + 1;
	}
	return close_range(next, UINT_MAX, 0) == 0;
}

static bool limit(int what, uint64_t most)
{
	const struct rlimit limit = { most, most };
	return setrlimit(what, &limit) == 0;
}

static bool set_limits(const struct jail *jail, struct jail_locks *locks)
{
	/* A core would hold what callers said. */
	if (!limit(RLIMIT_CORE, 0) || (jail->descriptors && !limit(RLIMIT_NOFILE, jail->descriptors)))
		return false;
	locks->memory = jail->memory_bytes && !HAS_SANITIZER;
	return !locks->memory || limit(RLIMIT_AS, jail->memory_bytes);
}

/* Root's view of the disk; a process that may not change it, as in some containers, goes on without and says so. */
static bool enter_directory(const char *directory)
{
	if (!directory || (mkdir(directory, 0555) != 0 && errno != EEXIST))
		return false;
	return chroot(directory) == 0 && chdir("/") == 0;
}

static bool become(uid_t user, gid_t group)
{
	if (setgroups(0, NULL) != 0 || setresgid(group, group, group) != 0 || setresuid(user, user, user) != 0)
		return false;
	return setresuid(0, 0, 0) != 0; /* there must be no way back */
}

enum status jail_enter(const struct jail *jail, struct jail_locks *ret_locks)
{
	bool root = geteuid() == 0;
	*ret_locks = (struct jail_locks){ .step = "finding the user" };
	/* Before the disk is left. */
	errno = 0;
	const struct passwd *found = root ? getpwnam(jail->user ? jail->user : "nobody") : NULL;
	if (root && (!found || found->pw_uid == 0))
		return STATUS_MISSING;
	uid_t user = found ? found->pw_uid : getuid();
	gid_t group = found ? found->pw_gid : getgid();
	ret_locks->step = "closing descriptors";
	if (!close_others(jail))
		return STATUS_IO;
	ret_locks->step = "setting limits";
	if (!set_limits(jail, ret_locks))
		return STATUS_IO;
	if (root) {
		ret_locks->directory = enter_directory(jail->directory);
		ret_locks->step = "becoming the user";
		if (!become(user, group))
			return STATUS_IO;
	}
	ret_locks->user = getuid() != 0 && geteuid() != 0;
	ret_locks->step = "giving up privileges";
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return STATUS_IO;
	ret_locks->step = "filtering calls";
	if (!filter_calls(ret_locks))
		return STATUS_IO;
	ret_locks->step = NULL;
	return STATUS_OK;
}
