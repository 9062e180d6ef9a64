package io.bascule.reporting.web;

import io.bascule.reporting.projection.Known;
import io.bascule.reporting.report.Format;
import java.util.Comparator;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Applications with their exposure, and runs with their reports. */
@Controller
class StartPage {

    private static final int RUNS = 100;

    private final Known known;

    StartPage(Known known) {
        this.known = known;
    }

    @GetMapping("/")
    String start(Model model) {
        List<RunSummary> runs =
                known.runs().stream()
                        .map(RunSummary::of)
                        .sorted(
                                Comparator.comparing(
                                        RunSummary::startedAt,
                                        Comparator.nullsFirst(Comparator.reverseOrder())))
                        .limit(RUNS)
                        .toList();
        model.addAttribute("f", new Format());
        model.addAttribute("runs", runs);
        model.addAttribute(
                "applications",
                known.applications().stream()
                        .flatMap(application -> known.standing(application).stream())
                        .toList());
        return "start";
    }
}
