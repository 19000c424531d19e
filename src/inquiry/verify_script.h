/* The script that lies in every bundle. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef INQUIRY_VERIFY_SCRIPT_H
#define INQUIRY_VERIFY_SCRIPT_H

extern const char verify_script[];

#endif
