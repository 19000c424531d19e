/* A small city's policy, for tests: an area, a bridge, nights, text, dead queues, kinds of incidents. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_POLICY_CITY_H
#define TEST_POLICY_CITY_H

#define CITY                                                                                                           \
	"{\"tocsin\":{\"places\":{\"bridge\":{\"type\":\"Polygon\",\"coordinates\":[[[9.9,53.5],[10.0,53.5],[10.0,53." \
	"6],[9.9,53.6]]]}}},"                                                                                          \
	"\"policies\":[{\"policyOwner\":\"city.example\",\"policyType\":\"OriginationRoutePolicy\",\"policyRules\":["  \
	"{\"id\":\"R-TEXT\",\"priority\":50,\"conditions\":[{\"conditionType\":\"SdpOfferCondition\",\"rtt\":true}],"  \
	"\"actions\":[{\"actionType\":\"RouteAction\",\"recipientUri\":\"text\",\"rnaTimer\":20}],\"tocsin\":{"        \
	"\"human\":true}},"                                                                                            \
	"{\"id\":\"R-NIGHT\",\"priority\":40,\"conditions\":[{\"conditionType\":\"TimePeriodCondition\","              \
	"\"timeStart\":\"22:00:00\","                                                                                  \
	"\"timeEnd\":\"06:00:00\",\"tocsin\":{\"tz\":\"Europe/Berlin\",\"overnight\":true,\"validUntil\":\"until "     \
	"replaced\"}},"                                                                                                \
	"{\"conditionType\":\"QueueStateCondition\",\"queue\":\"night\",\"condition\":\"EQ\",\"value\":\"Active\"}],"  \
	"\"actions\":[{\"actionType\":\"RouteAction\",\"recipientUri\":\"night\",\"rnaTimer\":15}],\"tocsin\":{"       \
	"\"human\":true}},"                                                                                            \
	"{\"id\":\"R-BRIDGE\",\"priority\":30,\"conditions\":[{\"conditionType\":\"LocationCondition\",\"tocsin\":{"   \
	"\"place\":\"bridge\"}}],"                                                                                     \
	"\"actions\":[{\"actionType\":\"InvokePolicyAction\",\"policyType\":\"OtherRoutePolicy\",\"policyId\":"        \
	"\"water\"}]},"                                                                                                \
	"{\"id\":\"R-ALL\",\"priority\":0,\"actions\":[{\"actionType\":\"RouteAction\",\"recipientUri\":\"day\","      \
	"\"rnaTimer\":15}],"                                                                                           \
	"\"tocsin\":{\"human\":true,\"answerWithin\":10}}]},"                                                          \
	"{\"policyOwner\":\"city.example\",\"policyType\":\"OtherRoutePolicy\",\"policyId\":\"water\","                \
	"\"policyRules\":["                                                                                            \
	"{\"id\":\"W1\",\"priority\":1,\"conditions\":[{\"conditionType\":\"RequestUriCondition\",\"operator\":"       \
	"\"EQ\","                                                                                                      \
	"\"content\":\"urn:service:sos.marine\"}],\"actions\":[{\"actionType\":\"RouteAction\",\"recipientUri\":"      \
	"\"river\",\"rnaTimer\":10}]}]},"                                                                              \
	"{\"policyOwner\":\"city.example\",\"policyType\":\"OtherRoutePolicy\",\"policyId\":\"response\",\"tocsin\":{" \
	"\"responses\":true},"                                                                                         \
	"\"policyRules\":[{\"id\":\"P1\",\"priority\":1,\"actions\":[],\"tocsin\":{\"conditions\":[{"                  \
	"\"conditionType\":\"CallTypeCondition\","                                                                     \
	"\"types\":[\"property.*\"]}],\"response\":{\"obligations\":[{\"kind\":\"assign\",\"within\":1800}],"          \
	"\"queue\":\"report\","                                                                                        \
	"\"dispositions\":[\"served\",\"advised\"]}}},"                                                                \
	"{\"id\":\"P0\",\"priority\":0,\"actions\":[],\"tocsin\":{\"response\":{\"obligations\":[{\"kind\":"           \
	"\"assign\",\"within\":60}]}}}]}]}"

#endif
