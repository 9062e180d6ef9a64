package io.bascule.reporting.console;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The pages, whole and without any need for JavaScript. */
@RestController
class ConsoleController {

    /** A page loads nothing from elsewhere, runs nothing inline and stands in no frame. */
    static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
                    + " frame-ancestors 'none'";

    private final Pages pages;

    ConsoleController(Pages pages) {
        this.pages = pages;
    }

    @GetMapping("/")
    ResponseEntity<byte[]> overview() {
        return page(new Page.Overview());
    }

    @GetMapping("/runs")
    ResponseEntity<byte[]> runs() {
        return page(new Page.Runs());
    }

    @GetMapping("/runs/{runId}")
    ResponseEntity<byte[]> run(@PathVariable String runId) {
        return page(new Page.Run(runId));
    }

    @GetMapping("/backups")
    ResponseEntity<byte[]> backups() {
        return page(new Page.Backups());
    }

    @GetMapping("/events")
    ResponseEntity<byte[]> events(@RequestParam(required = false) @Nullable String application) {
        return page(
                new Page.Events(application == null || application.isBlank() ? null : application));
    }

    private ResponseEntity<byte[]> page(Page page) {
        return pages.render(page)
                .map(html -> html(HttpStatus.OK, html))
                .orElseGet(() ->
                        html(
                                HttpStatus.NOT_FOUND,
                                pages.notFound(
                                        "No fact is held of what stands under "
                                                + page.address()
                                                + ". A run that has just begun appears within"
                                                + " moments; of an old one only its report may be"
                                                + " kept.")));
    }

    private static ResponseEntity<byte[]> html(HttpStatus status, String html) {
        return ResponseEntity.status(status)
                .contentType(new MediaType("text", "html", StandardCharsets.UTF_8))
                .header("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "same-origin")
                .header("Cache-Control", "no-store")
                .body(html.getBytes(StandardCharsets.UTF_8));
    }
}
