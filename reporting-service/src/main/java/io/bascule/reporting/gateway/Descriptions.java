package io.bascule.reporting.gateway;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What may be asked over HTTP and what is said on Kafka, for machines. */
@RestController
final class Descriptions {

    @GetMapping("/openapi.json")
    ResponseEntity<Resource> openApi() {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_JSON)
                .body(new ClassPathResource("openapi.json"));
    }

    @GetMapping("/asyncapi.yaml")
    ResponseEntity<Resource> asyncApi() {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_YAML)
                .body(new ClassPathResource("asyncapi.yaml"));
    }
}
