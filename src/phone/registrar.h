/* Call-takers' phones: they register with their secret, and are found by name. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PHONE_REGISTRAR_H
#define PHONE_REGISTRAR_H

#include "phone/exchange_inside.h"

/* A REGISTER: without credentials it is asked for them (401), with them the center is. */
void registrar_register(struct exchange *exchange, sip_handle handle, const struct sip_message *message,
                        struct sip_flow flow);
/* PARCEL_ADMITTED and PARCEL_TURNED_AWAY: what the center thinks of them. */
void registrar_admitted(struct exchange *exchange, const struct parcel *parcel);
void registrar_turned_away(struct exchange *exchange, const struct parcel *parcel);
/* PARCEL_PHONE: one that an edge before us knew. */
void registrar_known(struct exchange *exchange, const struct parcel *parcel);
/* An INVITE outside a dialog: true if it comes from a registered phone (by its flow and its name) and was dealt with as a
 * desk's call; false if somebody calls for help. */
bool registrar_invite(struct exchange *exchange, sip_handle handle, const struct sip_message *message,
                      struct sip_flow flow);
/* Where a phone can be rung: its flow and its contact's URI, borrowed; false if it cannot be. */
bool registrar_find(const struct exchange *exchange, struct bytes who, struct sip_flow *ret_flow,
                    struct bytes *ret_contact);
/* The name of the phone that has a flow and is named in From; no bytes if none is. */
struct bytes registrar_who(const struct exchange *exchange, const struct sip_message *message, struct sip_flow flow);
/* A connection is gone, and with it the phones that were reached by it. */
void registrar_lost(struct exchange *exchange, uint64_t flow);
/* Forgets those whose time is over. */
void registrar_pass(struct exchange *exchange);
void registrar_close(struct exchange *exchange);

#endif
