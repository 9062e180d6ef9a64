package io.bascule.reporting.web;

import io.bascule.reporting.measure.Standing;
import io.bascule.reporting.projection.Known;
import io.bascule.reporting.projection.Reports;
import io.bascule.reporting.report.ReportMarkdown;
import io.bascule.reporting.report.ReportPage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Figures and reports for machines and for people's browsers. */
@RestController
class Api {

    private static final int WAIT_SECONDS_AT_MOST = 60;

    private final Known known;
    private final Reports reports;
    private final ReportPage page;

    Api(Known known, Reports reports, ReportPage page) {
        this.known = known;
        this.reports = reports;
        this.page = page;
    }

    @GetMapping("/api/runs")
    List<RunSummary> runs(@RequestParam(required = false) @Nullable String application) {
        return known.runs().stream()
                .filter(run -> application == null || run.application().equals(application))
                .map(RunSummary::of)
                .toList();
    }

    /** With {@code waitSeconds}, answers when the run is complete or that time is over. */
    @GetMapping("/api/runs/{runId}")
    RunSummary run(@PathVariable String runId, @RequestParam(defaultValue = "0") int waitSeconds)
            throws InterruptedException {
        int wait = Math.clamp(waitSeconds, 0, WAIT_SECONDS_AT_MOST);
        return known.awaitComplete(runId, Duration.ofSeconds(wait))
                .map(RunSummary::of)
                .orElseThrow(() -> unknown(runId));
    }

    @GetMapping("/api/runs/{runId}/report")
    ResponseEntity<byte[]> report(
            @PathVariable String runId, @RequestParam(defaultValue = "html") String format) {
        var document = reports.of(runId).orElseThrow(() -> unknown(runId));
        return switch (format) {
            case "json" -> body(MediaType.APPLICATION_JSON, document.sha256(), document.json());
            case "md" ->
                    body(
                            new MediaType("text", "markdown", StandardCharsets.UTF_8),
                            document.sha256(),
                            ReportMarkdown.write(document.report(), document.sha256()));
            case "html" ->
                    body(
                            new MediaType("text", "html", StandardCharsets.UTF_8),
                            document.sha256(),
                            page.write(document.report(), document.sha256()));
            default ->
                    throw new ResponseStatusException(
                            HttpStatus.BAD_REQUEST,
                            "Expected format html, json or md, but found '" + format + "'");
        };
    }

    private static ResponseEntity<byte[]> body(MediaType type, String sha256, String text) {
        return ResponseEntity.ok()
                .contentType(type)
                .header("X-Report-SHA256", sha256)
                .header("Cache-Control", "no-cache")
                .body(text.getBytes(StandardCharsets.UTF_8));
    }

    @GetMapping("/api/applications")
    List<Standing> applications() {
        return known.applications().stream()
                .flatMap(application -> known.standing(application).stream())
                .toList();
    }

    @GetMapping("/api/backups")
    List<Reports.Backup> backups(@RequestParam(required = false) @Nullable String application) {
        return reports.applicationsWithBackups().stream()
                .filter(a -> application == null || Objects.equals(a, application))
                .flatMap(a -> reports.backups(a).stream())
                .toList();
    }

    private static ResponseStatusException unknown(String runId) {
        return new ResponseStatusException(
                HttpStatus.NOT_FOUND,
                "Expected a run such as orders-1, but no fact of '" + runId + "' is known");
    }
}
