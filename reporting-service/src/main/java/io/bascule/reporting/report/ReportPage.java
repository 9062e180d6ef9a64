package io.bascule.reporting.report;

import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;
import org.thymeleaf.ITemplateEngine;
import org.thymeleaf.context.Context;

/** The report as one self-contained page: it loads nothing and runs nothing. */
@Component
public final class ReportPage {

    private final ITemplateEngine templates;

    ReportPage(ITemplateEngine templates) {
        this.templates = templates;
    }

    /** The page. */
    public String write(Report report, String sha256) {
        var context = new Context(Locale.ROOT);
        context.setVariable("r", report);
        context.setVariable("f", new Format());
        context.setVariable("sha256", sha256);
        var outage = report.outage();
        context.setVariable(
                "bars", outage == null ? List.of() : PhaseChart.of(outage, report.phases()));
        return templates.process("report", context);
    }
}
