/* What each body of the shared data says, in one line; checked by eye against its file. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TEST_WIRE_BODIES_ROWS_H
#define TEST_WIRE_BODIES_ROWS_H

struct row {
	const char *name, *said;
};

static const struct row pidf_rows[] = {
	{ "phrsite/PidfFiles/DeviceAndPerson.xml",
	  "7: 311 Stonebrook Street, Simi Valley, CA 93065, US by 802.11 at 2015-07-09T20:57:29Z until "
	  "2016-12-10T20:00:00Z passed on true / a circle 34.2474930 -118.7918850 +-50 by 802.11 until "
	  "2016-12-10T20:00:00Z passed on true" },
	{ "phrsite/PidfFiles/DeviceCircleDynamic1.xml",
	  "a circle 42.5463000 -73.2512000 +-100 by gps at 2009-06-22T20:57:29Z" },
	{ "phrsite/PidfFiles/DeviceCircleLocation.xml",
	  "a circle 41.7605370 -88.2619140 +-50 by 802.11 until 2017-12-10T20:00:00Z passed on true" },
	{ "phrsite/PidfFiles/DeviceCircleWithConfidence.xml",
	  "a circle 41.7605370 -88.2619140 +-50 by 802.11 until 2017-12-10T20:00:00Z passed on true sure 95" },
	{ "phrsite/PidfFiles/DeviceCivicLocation.xml",
	  "9: 2106 E NEW YORK ST, AURORA, KANE, IL, US by 802.11 at 2015-07-09T20:57:29Z until 2017-12-10T20:00:00Z "
	  "passed on true" },
	{ "phrsite/PidfFiles/DeviceDynamicOnly1.xml", "" },
	{ "phrsite/PidfFiles/DevicePointLocation.xml",
	  "a point 41.7720350 -88.4732910 +-0 by 802.11 until 2017-12-10T20:00:00Z passed on true" },
	{ "phrsite/PidfFiles/PersonDeviceCivicCircleLocation.xml",
	  "7: 1657 Kay Ave, Simi Valley, CA 93063, US by 802.11 at 2015-07-09T20:57:29Z until 2016-12-10T20:00:00Z "
	  "passed on true / a circle 34.2685440 -118.6665190 +-50 by 802.11 until 2016-12-10T20:00:00Z passed on "
	  "true" },
	{ "phrsite/PidfFiles/RFC5491TupleArcBandLocation.xml",
	  "an arc band -43.5422257 153.2414675 +-756 by TA-NMR at 2007-06-22T20:57:29Z" },
	{ "phrsite/PidfFiles/RFC5491TupleCircleLocation.xml", "a circle 42.5463000 -73.2512000 +-851 by OTDOA" },
	{ "phrsite/PidfFiles/RFC5491TupleCivicLocation.xml",
	  "7: 123 Broadway, Suite 75, New York, New York 10027-0401, US at 2003-06-22T20:57:29Z until "
	  "2003-06-23T04:57:29Z passed on yes" },
	{ "phrsite/PidfFiles/RFC5491TupleEllipseLocation.xml",
	  "an ellipse 42.5463000 -73.2512000 +-1275 by Device-Assisted_A-GPS at 2007-06-22T20:57:29Z" },
	{ "phrsite/PidfFiles/RFC5491TupleEllipsoidLocation.xml",
	  "an ellipsoid 42.5463000 -73.2512000 +-8 alt 2630 +-2870 cm by Hybrid_A-GPS at 2007-06-22T20:57:29Z" },
	{ "phrsite/PidfFiles/RFC5491TuplePointLocation.xml",
	  "a point 37.7750000 -122.4194444 +-0 at 2003-06-22T20:57:29Z until 2003-06-23T04:57:29Z passed on no" },
	{ "phrsite/PidfFiles/RFC5491TuplePolygonCompactLocation.xml",
	  "a polygon 43.2693333 -73.2720000 +-18148 by Wiremap at 2007-06-22T20:57:29Z" },
	{ "phrsite/PidfFiles/RFC5491TuplePolygonLocation.xml",
	  "a polygon 43.2693333 -73.2720000 +-18148 by Wiremap at 2007-06-22T20:57:29Z" },
	{ "phrsite/PidfFiles/RFC5491TuplePrismLocation.xml",
	  "a prism 42.6068440 -73.2981570 +-6936 alt 3780 +-120 cm by Wiremap at 2007-06-22T20:57:29Z" },
	{ "phrsite/PidfFiles/RFC5491TupleSphereLocation.xml",
	  "a sphere 42.5463000 -73.2512000 +-851 alt 2630 +-85024 cm by Device-Based_A-GPS" },
	{ "phrsite/PidfFiles/RFC6848CivicExtendedExample1.xml",
	  "6: Deckport Cross, Monkokehampton, Devon, UK, bridge 21451338 at 2003-06-22T20:57:29Z until "
	  "2003-06-23T04:57:29Z passed on yes" },
	{ "phrsite/PidfFiles/RFC6848Figure7Example.xml",
	  "6: I5, milepost 248, pole 22-109-689, Sacramento, CA, US at 2003-06-22T20:57:29Z until 2003-06-23T04:57:29Z "
	  "passed on yes" },
	{ "phrsite/PidfFiles/RFC6848Figure8Example.xml",
	  "7: A 223 Boulevard Colorado, Sacramento, CA, US at 2003-06-22T20:57:29Z until 2003-06-23T04:57:29Z passed "
	  "on yes" },
	{ "phrsite/PidfFiles/RFC6848Section3.4Example.xml",
	  "8: CA, US, lamp 2471, pylon AQ-374-4(c), airport LAX, terminal Tom Bradley, concourse G, gate 36B at "
	  "2003-06-22T20:57:29Z until 2003-06-23T04:57:29Z passed on yes" },
	{ "phrsite/PidfFiles/XMLFile1.xml", " broken: no element found" },
	{ "phrsite/PidfFiles/XMLFile2.xml", " broken: no element found" },
	{ "lost-held/tests/test-findservice-plugtests.xml", "a point 43.6229511 7.0554221 +-0" },
	{ "lost-held/tests/test-findservice-radius.xml", "a circle 43.6235180 7.0537740 +-25" },
	{ "lost-held/tests/test-findservice-wien.xml", "a point 48.2125390 16.3612290 +-0" },
	{ "lost-held/tests/test-findservice.xml", "a point 43.6093500 7.0670770 +-0" },
	{ "lost-held/tests/test-ip.xml", "" },
	{ "lost-held/tests/test-uri-sip.xml", "" },
	{ "lost-held/tests/test-uri-tel.xml", "" },
	{ "lost-held/tests/test-uri.xml", "" },
	{ "lost-held/tests/test-wrong-xsd.xml", "" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_HELD/Default_location", "a point -63.1846946 -56.6414648 +-0" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_HELD/Location_request", "" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_HELD/Location_request_for_locationURI", "" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_HELD/Location_request_with_device_URI", "" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_HELD/Location_response",
	  "a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_LoST/findService_civic_address.xml",
	  "6: 1009 Fairlawn Avenue, Laurel, Maryland 20707, US" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_LoST/findService_geodetic_arc-band.xml",
	  "an arc band 39.1013298 -76.8525863 +-487" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_LoST/findService_geodetic_circle.xml",
	  "a circle 39.0965964 -76.8560936 +-124" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_LoST/findService_geodetic_ellipse.xml",
	  "an ellipse 39.0965964 -76.8560936 +-200" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_LoST/findService_geodetic_point.xml",
	  "a point 40.7166830 -73.9906976 +-0" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_LoST/findService_geodetic_point_asOf.xml",
	  "a point 40.7166830 -73.9906976 +-0" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_LoST/findService_geodetic_point_incorrect_asOf.xml",
	  "a point 40.7166830 -73.9906976 +-0" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_LoST/findService_geodetic_point_not_in_ecrf.xml",
	  "a point 40.8370480 -73.8654330 +-0" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_LoST/findService_geodetic_polygon.xml",
	  "a polygon 39.0965635 -76.8561517 +-71" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_LoST/"
	  "findService_iterative_mode_polygon_not_covering_boundaries.xml",
	  "a polygon 42.4889099 -78.2533045 +-8116" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_LoST/"
	  "findService_polygon_covering_fully_one_and_partially_another_boundary.xml",
	  "a polygon 40.7158556 -73.9907178 +-168" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_LoST/findService_polygon_covering_fully_two_boundaries.xml",
	  "a polygon 40.7158768 -73.9907552 +-166" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_LoST/"
	  "findService_recursive_mode_polygon_not_covering_boundaries.xml",
	  "a polygon 42.4889099 -78.2533045 +-8116" },
};
static const struct row additional_rows[] = {
	{ "phrsite/AdditionalDataFiles/CapExample1.xml", "what was asked for is not there" },
	{ "phrsite/AdditionalDataFiles/CapExample2.xml", "what was asked for is not there" },
	{ "phrsite/AdditionalDataFiles/CapExample3.xml", "what was asked for is not there" },
	{ "phrsite/AdditionalDataFiles/Comment1.xml", "Comment 3; This is an example of a comment." },
	{ "phrsite/AdditionalDataFiles/DeviceInfo1.xml", "DeviceInfo 6; fixed; Nokia; Lumia 800; 35788104" },
	{ "phrsite/AdditionalDataFiles/PidfLoProvidedByByReference.xml",
	  "EmergencyCallData.ServiceInfo,EmergencyCallData.ProviderInfo,EmergencyCallData.Comment,EmergencyCallData."
	  "ServiceInfo,EmergencyCallData.DeviceInfo 10" },
	{ "phrsite/AdditionalDataFiles/PidfLoProvidedByByValue.xml",
	  "Comment,DeviceInfo,ProviderInfo,ServiceInfo,SubscriberInfo 89; Smith Telecom Inc.; Telecom Provider; "
	  "tel:+1-201-555-0123; Business; MLTS-hosted; Fixed; fixed; Nokia; Lumia 800; 35788104; Bill Jones; tel:+1 "
	  "818 555 3333; 311 Main St.; SomeCity; en; This is an example of a comment." },
	{ "phrsite/AdditionalDataFiles/ProvInfo1.xml",
	  "ProviderInfo 39; Smith Telecom Inc.; Telecom Provider; tel:+1-201-555-0123" },
	{ "phrsite/AdditionalDataFiles/Rfc7095Jcard1.json", "what was asked for is not there" },
	{ "phrsite/AdditionalDataFiles/Rfc7095Jcard2.json", "what was asked for is not there" },
	{ "phrsite/AdditionalDataFiles/ServiceInfo1.xml", "ServiceInfo 4; Unknown; wireless; Mobile" },
	{ "phrsite/AdditionalDataFiles/SubInfo1.xml",
	  "SubscriberInfo 25; John Smith; tel:+1 630 681 5006; 500 West St.; AURORA; en" },
	{ "phrsite/AdditionalDataFiles/XcardType1.xml", "what was asked for is not there" },
	{ "phrsite/AdditionalDataFiles/Xcards1.xml", "what was asked for is not there" },
	{ "phrsite/VedsFiles/Rfc8147-9.1.1.3.xml", "Control 0" },
	{ "phrsite/VedsFiles/Rfc8147-9.1.2.2.xml", "Control 0" },
	{ "phrsite/VedsFiles/Rfc8147-9.1.3.3.xml", "Control 0" },
	{ "phrsite/VedsFiles/Rfc8148-9.2.xml", "Control 0" },
	{ "phrsite/VedsFiles/Rfc8148-9.3.1.xml", "Control 0" },
	{ "phrsite/VedsFiles/Rfc8148-9.4.1.xml", "Control 0" },
	{ "phrsite/VedsFiles/VEDS 20180824.xml", "VEDS 0" },
	{ "phrsite/VedsFiles/VEDS 20180824MultPhoneEmail.xml", "VEDS 0" },
	{ "phrsite/VedsFiles/VEDS Example 2.xml", "VEDS 0" },
	{ "phrsite/VedsFiles/VEDS Example RFC 8148.xml", "VEDS 0" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_ADR/EmergencyCallData.DeviceInfo",
	  "DeviceInfo 4; laptop; 00-00-00-00-00-00" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_ADR/EmergencyCallData.ProviderInfo",
	  "ProviderInfo 23; NG911 Test; Client; tel:+12025551212" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_ADR/EmergencyCallData.ServiceInfo",
	  "ServiceInfo 4; Business; VOIP; Unknown" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_ADR/Malformed_EmergencyCallData.DeviceInfo",
	  "DeviceInfo broken: unclosed token 0" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_ADR/Malformed_EmergencyCallData.ProviderInfo",
	  "ProviderInfo broken: not well-formed (invalid token) 0" },
	{ "tamu-ng911/test_files/HTTP_messages/HTTP_ADR/Malformed_EmergencyCallData.ServiceInfo",
	  "ServiceInfo broken: unclosed token 0" },
};
static const struct row scenario_rows[] = {
	{ "tamu-ng911/test_files/SIPp_scenarios/CALLS/SIP_basic_911_call_from_OSP_with_RTP.xml",
	  "2 parts | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp audio 5004 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/CALLS/SIP_basic_911_call_from_OSP_with_RTP_backup.xml",
	  "2 parts | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp audio 5004 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/CALLS/SIP_basic_call.xml",
	  "2 parts faults 4 | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp audio 6000 PCMU "
	  "sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/CALLS/SIP_basic_call_from_OSP.xml",
	  "2 parts faults 4 | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp audio 6000 PCMU "
	  "sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/CALLS/SIP_basic_call_with_RTP.xml",
	  "2 parts faults 4 | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp audio 6000 PCMU "
	  "sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/SIP_INVITE_from_BCF_with_SDP_PIDF-LO_NG-AACS.xml",
	  "7 parts | sdp audio 6000 PCMU sendrecv | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | "
	  "DeviceInfo,ProviderInfo,ServiceInfo,Control,VEDS 53; Example VoIP Provider; Telecom Provider; "
	  "tel:+1-201-555-0123; Business; MLTS-hosted; Fixed; fixed; ng911-device; ng911-device-model; 11122123" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/SIP_INVITE_from_BCF_with_multipart_mixed_SDP_only.xml",
	  "2 parts | sdp text 6000 t140 sendrecv | sdp text 6000 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/SIP_INVITE_from_BCF_with_nested_multipart_body.xml",
	  "4 parts | sdp audio 6000 PCMU sendrecv | VEDS,Control 0" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/"
	  "SIP_INVITE_from_ESRP_with_complex_multipart_mixed_SDP_PIDFLO_AddData_NGAACN.xml",
	  "7 parts | sdp audio 6000 PCMU sendrecv | a point 50.6199000 26.2516000 +-0 | "
	  "ProviderInfo,DeviceInfo,SubscriberInfo,Control,VEDS 24; NG911 Test Provider Corp; Emergency Services IP "
	  "Network; tel:+1-202-555-0100; fixed; ng911-device; ng911-device-model; 11122123" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/SIP_INVITE_from_ESRP_with_nested_multipart_mixed.xml",
	  "4 parts | sdp audio 6000 PCMU sendrecv |  | DeviceInfo 3" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/"
	  "SIP_INVITE_from_ESRP_with_single_multipart_mixed_SDP_only.xml",
	  "1 parts | sdp audio 6000 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/SIP_INVITE_from_OSP_with_SDP_PIDF-LO_NG-AACS.xml",
	  "7 parts | sdp audio 6000 PCMU sendrecv | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | "
	  "DeviceInfo,ProviderInfo,ServiceInfo,Control,VEDS 53; Example VoIP Provider; Telecom Provider; "
	  "tel:+1-201-555-0123; Business; MLTS-hosted; Fixed; fixed; ng911-device; ng911-device-model; 11122123" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/SIP_INVITE_from_OSP_with_multipart_mixed_SDP_only.xml",
	  "2 parts | sdp text 6000 t140 sendrecv | sdp text 6000 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/SIP_INVITE_from_OSP_with_nested_multipart_body.xml",
	  "4 parts | sdp audio 6000 PCMU sendrecv | VEDS,Control 0" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/SIP_INVITE_location_PIDF-LO.xml",
	  "2 parts | 8: 10 TEST Ave, TEST, Laurel, MD 1234, US at 2026-09-23T12:00:00.03 | sdp audio 6000 PCMU "
	  "sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/SIP_INVITE_location_PIDF-LO_Boundary1.xml",
	  "2 parts | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp audio 6000 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/"
	  "SIP_INVITE_location_PIDF-LO_Boundary1_without_identifiers.xml",
	  "2 parts | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp audio 6000 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/SIP_INVITE_location_garbled_PIDF-LO_body.xml",
	  "2 parts |  broken: mismatched tag | sdp audio 6000 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/SIP_INVITE_regular_URI_admin_line.xml",
	  "2 parts | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp audio 6000 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/SIP_INVITE_with_existing_Route_header.xml",
	  "2 parts | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp audio 6000 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_RECEIVE/ESRP_call_transfer.xml",
	  "2 parts | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp audio 6000 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/sip_service/BRIDGE_003/OSP_BRIDGE_003.xml",
	  "2 parts | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp text 49170 t140 sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/sip_service/BRIDGE_004/ESRP_BRIDGE_004.xml",
	  "2 parts | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp text 49170 t140 sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/sip_service/CALLS/Text_call_recording_session.xml",
	  "2 parts | sdp text 12240 t140 sendonly | sdp text 12242 t140 sendonly" },
	{ "tamu-ng911/test_files/SIPp_scenarios/sip_service/CHFE_006/OSP_CHFE_006_var1.xml",
	  "2 parts | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp audio 5012 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/sip_service/CHFE_006/OSP_CHFE_006_var2.xml",
	  "2 parts | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp audio 5016 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/sip_service/CHFE_006/OSP_CHFE_006_var3.xml",
	  "2 parts | a point 40.7166830 -73.9906976 +-0 at 2050-05-15T12:30:00Z | sdp audio 5012 PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/sip_service/SIP_INVITE/"
	  "SIP_INVITE_from_OSP_with_EmergencyCallData_Call-Info_reference_fail.xml",
	  "3 parts | sdp audio 6000 PCMU sendrecv | ServiceInfo,ProviderInfo 27; NG911 Test; Client; tel:+12025551212; "
	  "Business; VOIP; Unknown" },
	{ "tamu-ng911/test_files/SIPp_scenarios/sip_service/SIP_INVITE/"
	  "SIP_INVITE_from_OSP_with_EmergencyCallData_PIDF-LO_reference.xml",
	  "2 parts | 8: 10 TEST Ave, TEST, Laurel, MD 1234, US at 2026-09-23T12:00:00.03 provided | sdp audio 6000 "
	  "PCMU sendrecv" },
	{ "tamu-ng911/test_files/SIPp_scenarios/sip_service/SIP_INVITE/"
	  "SIP_INVITE_from_OSP_with_EmergencyCallData_PIDF-LO_reference_fail.xml",
	  "3 parts | 8: 10 TEST Ave, TEST, Laurel, MD 1234, US at 2026-09-23T12:00:00.03 provided | sdp audio 6000 "
	  "PCMU sendrecv | ServiceInfo 4; Business; VOIP; Unknown" },
	{ "tamu-ng911/test_files/SIPp_scenarios/SIP_INVITE/SIP_INVITE_with_language_tags.xml",
	  "1 parts | sdp audio 6000 PCMU sendrecv speaks es eu en" },
	{ "sipp-psapsim/Basic/BasicUac.xml", "1 parts | sdp audio 6000 PCMU sendrecv" },
	{ "sipp-psapsim/Basic/BasicUas.xml", "1 parts | sdp audio 6000 PCMU sendrecv" },
	{ "sipp-psapsim/BasicLocation/BasicLocation.xml",
	  "2 parts | sdp audio 6000 PCMU sendrecv | a point 41.1340060 -85.1663600 +-0 by Wiremap at "
	  "2018-01-10T03:42:28+00:00 until 2019-01-11T03:42:28+00:00" },
	{ "sipp-psapsim/BasicLongCall/BasicLongCallUac.xml", "1 parts | sdp audio 6000 PCMU sendrecv" },
	{ "sipp-psapsim/OfferlessInvite/uac-passive.xml", "1 parts | sdp audio 6000 PCMU,telephone-event sendrecv "
	                                                  "video 0 sendrecv message 0 sendrecv text 0 sendrecv" },
	{ "sipp-psapsim/OfferlessInvite/uas-passive.xml", "1 parts | sdp audio 6000 PCMA,telephone-event sendrecv" },
	{ "sipp-psapsim/ReInvitePai/ReInvitePaiUac.xml", "1 parts | sdp audio 6000 PCMU sendrecv" },
	{ "sipp-psapsim/ReInvitePai/ReInvitePaiUas.xml", "1 parts | sdp audio 6000 PCMU sendrecv" },
	{ "sipp-psapsim/UacAudioAddVideo/UacAudioAddVideo.xml", "1 parts | sdp audio 6000 PCMU sendrecv" },
	{ "sipp-psapsim/UacAudioVideo/UacAudioVideo.xml",
	  "1 parts | sdp audio 6000 PCMU sendrecv video 6000 H264 sendrecv" },
	{ "sipp-psapsim/UacBadMessage/sipp_uac_bad_message.xml", "1 parts" },
	{ "sipp-psapsim/UacBogusCodec/sipp_uac_bogus_codec.xml", "1 parts | sdp audio 6000 SAGHUL sendrecv" },
	{ "sipp-psapsim/UacBogusSdp/sipp_uac_bogus_sdp.xml",
	  "1 parts | sdp audio 51798 G722,speex,speex,speex,PCMU,PCMA,telephone-event sendrecv faults 2" },
	{ "sipp-psapsim/UacBrokenSdp/sipp_uac_broken_sdp.xml", "1 parts | sdp faults 5" },
	{ "sipp-psapsim/UacEmptyReInvite/sipp_uac_empty_reinvite.xml", "1 parts | sdp audio 6000 PCMA inactive" },
	{ "sipp-psapsim/UacInviteNoSdp/sipp_uac_invite_no_sdp.xml", "1 parts | no sdp" },
	{ "sipp-psapsim/UacInviteWithoutSdp/sipp_uac_invite_without_sdp.xml", "1 parts | no sdp" },
	{ "sipp-psapsim/UacLateInvite/sipp_uac_late_offer.xml", "1 parts | sdp audio 6000 PCMU sendrecv" },
	{ "sipp-psapsim/UacNoCLine/sipp_uac_no_c_line.xml", "1 parts | sdp audio 6000 PCMU sendrecv faults 10" },
	{ "sipp-psapsim/UacNoCLineMultipleStreams/sipp_uac_no_c_line_multiple_streams.xml",
	  "1 parts | sdp audio 6000 PCMU sendrecv video 1234 PCMU sendrecv faults 10" },
	{ "sipp-psapsim/UacNoRtpMap/sipp_uac_no_rtpmap.xml",
	  "1 parts | sdp audio 6000 PCMA,PCMU,G722,telephone-event sendrecv" },
};
static const struct row invite_row = {
	"phrsite/sip/InviteAllAdditionalDataByValue1.sip",
	"9 parts | sdp audio 20014 PCMU sendrecv | 7: 311 Stonebrook Street, Simi Valley, CA 93065, US by 802.11 at "
	"2015-07-09T20:57:29Z until 2016-12-10T20:00:00Z passed on true / a circle 34.2474930 -118.7918850 +-50 by "
	"802.11 until 2016-12-10T20:00:00Z passed on true | "
	"ProviderInfo,ServiceInfo,DeviceInfo,SubscriberInfo,Comment,NENA-CallerInfo,NENA-LocationInfo 190; Smith "
	"Telecom Inc.; Telecom Provider; tel:+1-201-555-0123; Business; MLTS-hosted; Fixed; fixed; Nokia; Lumia 800; "
	"35788104; Bill Jones; tel:+1 818 555 3333; 311 Stonebrook St.; Simi Valley; en; This is an example of a "
	"comment."
};

#endif
