package io.bascule.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.context.annotation.ConfigurationClassPostProcessor;
import org.springframework.mock.env.MockEnvironment;

/** A process has the beans of its roles and of what stands at its place, and no others. */
class RoleGateTest {

    private static final String ROUTER = "routes";
    private static final String DATABASE = "siteDatabase";
    private static final String EXECUTOR = "executorListener";

    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void aBrainHasNothingOfAnExecutor() {
        environment.withProperty(Roles.PROPERTY, "brain");
        environment.withProperty("bascule.executor.haproxy.enabled", "true");
        environment.withProperty("bascule.executor.postgres.data-dir", "/data");
        assertThat(beans())
                .contains("stateController", "brainStreams")
                .doesNotContain(ROUTER, DATABASE, EXECUTOR)
                .noneMatch(name -> name.contains("executor.Executor"));
    }

    @Test
    void anExecutorHasNothingOfTheBrainAndOnlyTheStepsOfItsPlace() {
        environment.withProperty(Roles.PROPERTY, "executor");
        assertThat(beans())
                .contains(EXECUTOR)
                .doesNotContain(ROUTER, DATABASE, "stateController", "brainStreams")
                .noneMatch(name -> name.contains("BrainProperties"));

        environment.withProperty("bascule.executor.postgres.data-dir", " ");
        environment.withProperty("bascule.executor.haproxy.enabled", "false");
        assertThat(beans()).doesNotContain(ROUTER, DATABASE, "routerSteps", "databaseSteps");

        environment.withProperty("bascule.executor.postgres.data-dir", "/data");
        assertThat(beans())
                .contains(EXECUTOR, DATABASE, "databaseSteps", "siteDatabaseLifecycle")
                .doesNotContain(ROUTER, "routerSteps");

        environment.withProperty("bascule.executor.haproxy.enabled", "true");
        assertThat(beans()).contains(EXECUTOR, DATABASE, ROUTER, "routerSteps");
    }

    @Test
    void bothRolesHaveBoth() {
        environment.withProperty(Roles.PROPERTY, "brain,executor");
        assertThat(beans()).contains("stateController", EXECUTOR);
    }

    @Test
    void aRoleThatDoesNotExistEndsTheStart() {
        environment.withProperty(Roles.PROPERTY, "brain,boss");
        assertThatThrownBy(this::beans)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but found 'brain,boss'");
    }

    /** What is declared once the gate has seen it; nothing is made. */
    private List<String> beans() {
        var factory = new DefaultListableBeanFactory();
        AnnotationConfigUtils.registerAnnotationConfigProcessors(factory);
        new AnnotatedBeanDefinitionReader(factory, environment)
                .register(
                        FailoverCoordinatorApplication.BrainRole.class,
                        FailoverCoordinatorApplication.ExecutorRole.class);
        var reader = new ConfigurationClassPostProcessor();
        reader.setEnvironment(environment);
        reader.postProcessBeanDefinitionRegistry(factory);
        var gate = new RoleGate();
        gate.setEnvironment(environment);
        gate.postProcessBeanDefinitionRegistry(factory);
        return List.of(factory.getBeanDefinitionNames());
    }
}
