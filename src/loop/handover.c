/* Descriptors handed from one process of ours to another, each with the number that says what it is for (unix(7)). */
/* SPDX-License-Identifier: Apache-2.0 */
#include "loop/handover.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A message with room for one descriptor beside it, laid out as the kernel wants it. */
struct message {
	struct msghdr head;
	struct iovec part;
	_Alignas(struct cmsghdr) char beside[CMSG_SPACE(sizeof(int))];
};

static void lay_out(struct message *message, uint64_t *ticket)
{
	*message = (struct message){ .part = { ticket, sizeof *ticket } };
	message->head.msg_iov = &message->part;
	message->head.msg_iovlen = 1;
	message->head.msg_control = message->beside;
	message->head.msg_controllen = sizeof message->beside;
}

enum status handover_make_pair(int ret_ends[2])
{
	int ends[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
		return STATUS_IO;
	ret_ends[0] = ends[0];
	ret_ends[1] = ends[1];
	return STATUS_OK;
}

enum status handover_send(int end, uint64_t ticket, int descriptor)
{
	struct message message;
	lay_out(&message, &ticket);
	struct cmsghdr *head = CMSG_FIRSTHDR(&message.head);
	head->cmsg_len = CMSG_LEN(sizeof descriptor);
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
	if (sendmsg(end, &message.head, MSG_NOSIGNAL) == (ssize_t)sizeof ticket)
		return STATUS_OK;
	return errno == EAGAIN || errno == ETOOMANYREFS ? STATUS_FULL : STATUS_IO;
}

enum status handover_take(int end, uint64_t *ret_ticket, int *ret_descriptor)
{
	struct message message;
	uint64_t ticket = 0;
	int descriptor = -1;
	lay_out(&message, &ticket);
	ssize_t had = recvmsg(end, &message.head, MSG_CMSG_CLOEXEC);
	if (had < 0)
		return errno == EAGAIN || errno == EINTR ? STATUS_MISSING : STATUS_IO;
	const struct cmsghdr *head = CMSG_FIRSTHDR(&message.head);
	if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS &&
	    head->cmsg_len == CMSG_LEN(sizeof descriptor))
		memcpy(&descriptor, CMSG_DATA(head), sizeof descriptor);
	if (had == (ssize_t)sizeof ticket && descriptor >= 0) {
		*ret_ticket = ticket;
		*ret_descriptor = descriptor;
		return STATUS_OK;
	}
	if (descriptor >= 0)
		(void)close(descriptor);
	return had ? STATUS_MALFORMED : STATUS_ENDED;
}
