package io.bascule.reporting.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * A part of a page that may change by itself: an element with an id and {@code data-live}.
 *
 * @param own its HTML, in which each fragment within it is only a place: a {@code template} with
 *     {@code data-keep}
 */
record Fragment(String id, String own, List<Fragment> within) {

    private static final String LIVE = "data-live";
    private static final String KEEP = "data-keep";

    Fragment {
        within = List.copyOf(within);
    }

    /** The fragments of a page, the outermost in the order of the page. */
    static List<Fragment> of(String html) {
        Document page = Jsoup.parse(html);
        page.outputSettings().prettyPrint(false);
        var found = new ArrayList<Fragment>();
        collect(page.body(), found);
        return found;
    }

    private static void collect(Element element, List<Fragment> found) {
        for (Element child : List.copyOf(element.children())) {
            if (child.hasAttr(LIVE) && !child.id().isEmpty()) {
                found.add(cut(child));
            } else {
                collect(child, found);
            }
        }
    }

    /** Takes the fragment out of its page and leaves its place. */
    private static Fragment cut(Element element) {
        var within = new ArrayList<Fragment>();
        collect(element, within);
        String own = element.outerHtml();
        element.replaceWith(new Element("template").attr(KEEP, element.id()));
        return new Fragment(element.id(), own, within);
    }

    /**
     * What has to be sent to a browser that has {@code shown}, which afterwards says what it has. A
     * fragment whose own part has changed is sent, with places for those within that have not.
     */
    static List<String> changes(List<Fragment> page, Map<String, String> shown) {
        var changes = new ArrayList<String>();
        page.forEach(fragment -> fragment.changes(shown, changes));
        var ids = new java.util.HashSet<String>();
        page.forEach(fragment -> fragment.ids(ids));
        shown.keySet().retainAll(ids);
        return changes;
    }

    private void changes(Map<String, String> shown, List<String> changes) {
        if (own.equals(shown.get(id))) {
            within.forEach(fragment -> fragment.changes(shown, changes));
        } else {
            changes.add(sent(shown));
        }
    }

    private String sent(Map<String, String> shown) {
        shown.put(id, own);
        String html = own;
        for (Fragment fragment : within) {
            if (!fragment.isShown(shown)) {
                html =
                        html.replace(
                                "<template " + KEEP + "=\"" + fragment.id + "\"></template>",
                                fragment.sent(shown));
            }
        }
        return html;
    }

    private boolean isShown(Map<String, String> shown) {
        return own.equals(shown.get(id))
                && within.stream().allMatch(fragment -> fragment.isShown(shown));
    }

    private void ids(Set<String> ids) {
        ids.add(id);
        within.forEach(fragment -> fragment.ids(ids));
    }
}
