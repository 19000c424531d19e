/* The edge: a process of its own with the sockets and no secret, in which the bytes of strangers are read. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INTAKE_EDGE_H
#define INTAKE_EDGE_H

/* The argument by which tocsind becomes the edge, and the one for each listener behind it: "udp", "tcp" or "tls" for calls
 * by phone, behind them "avl" or "avl+tls" for vehicles' devices, and "https" last, behind whose descriptor
 * comes the one by which the center hands over its ends (loop/handover.h).  Their descriptors follow the channel's in the
 * same order. */
#define EDGE_ARGUMENT "--edge"
#define EDGE_LISTENERS_MAX 33

/* Runs until its channel ends; an exit code.  `kind` as above, so many of them. */
int edge_run(int count, char *const *kind);

#endif
