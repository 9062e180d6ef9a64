package io.bascule.contracts.plan;

import java.util.List;
import java.util.Map;

/** How clients are moved. */
final class TrafficReader {

    private static final List<String> SUPPORTED = List.of("haproxy");

    private TrafficReader() {}

    static TrafficPlan read(Section application, SiteEntries sites) {
        var nothing = new TrafficPlan("", "", "", Map.of());
        if (!Types.supported(application, "traffic", SUPPORTED)) {
            return nothing;
        }
        var section =
                application.requiredSection("traffic", "type", "control", "backend", "servers");
        return section == null
                ? nothing
                : new TrafficPlan(
                        section.required("type", Forms.oneOf(SUPPORTED, "types"), ""),
                        section.required("control", Forms::text, ""),
                        section.required("backend", Forms::text, ""),
                        sites.read(
                                section,
                                "servers",
                                (servers, site) -> servers.required(site, Forms::text, "")));
    }
}
