/* Vehicles' devices over TCP and TLS: a line each, a token first; their bytes are read here, the center hears positions. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INTAKE_AVL_FEED_H
#define INTAKE_AVL_FEED_H

#include "loop/sockets.h"
#include "phone/parcel.h"

/* Lines of one connection in a second; a gateway of a fleet has many vehicles on one.  What is more is passed over. */
#define AVL_FEED_LINES_PER_S 200u

struct avl_feed;

/* Tells the center. */
typedef void avl_feed_tell(void *context, const struct parcel *parcel);

/* `tls` may be NULL: then there are no listeners of TLS.  Statuses of sockets_open. */
enum status avl_feed_open(struct loop *loop, const struct sockets_tls *tls, avl_feed_tell *tell, void *context,
                          struct avl_feed **ret_feed);
/* As sockets_certify. */
enum status avl_feed_certify(struct avl_feed *feed, const struct sockets_tls *tls);
void avl_feed_close(struct avl_feed *feed);
/* Takes a bound descriptor, as sockets_add. */
enum status avl_feed_add(struct avl_feed *feed, enum socket_kind kind, int descriptor);
/* What the center tells of a connection: PARCEL_FEED_HEARD. */
void avl_feed_hear(struct avl_feed *feed, const struct parcel *parcel);

#endif
