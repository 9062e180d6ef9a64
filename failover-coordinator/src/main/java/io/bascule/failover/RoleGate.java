package io.bascule.failover;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.aot.BeanInstanceSupplier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Lets only the beans through that are of this process: those of its roles, by package, and those
 * of the parts that stand at its place ({@link OnlyWith}).
 *
 * <p>Not a condition, because conditions are settled when the beans are made code, and the roles of
 * a process are known when it starts.
 */
final class RoleGate implements BeanDefinitionRegistryPostProcessor, EnvironmentAware {

    private static final Map<String, Roles> PACKAGES =
            Map.of(
                    RoleGate.class.getPackageName() + ".brain.", Roles.BRAIN,
                    RoleGate.class.getPackageName() + ".executor.", Roles.EXECUTOR);

    private Environment environment = new StandardEnvironment();

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        var roles = Roles.of(environment);
        for (var name : registry.getBeanDefinitionNames()) {
            var declaring = declaring(registry.getBeanDefinition(name));
            if (declaring == null) {
                continue;
            }
            boolean elsewhere =
                    PACKAGES.entrySet().stream()
                            .anyMatch(entry ->
                                    declaring.startsWith(entry.getKey())
                                            && !(roles.contains(entry.getValue())
                                                    && isWanted(declaring)));
            if (elsewhere) {
                registry.removeBeanDefinition(name);
            }
        }
    }

    private boolean isWanted(String declaring) {
        var only =
                ClassUtils.resolveClassName(declaring, RoleGate.class.getClassLoader())
                        .getAnnotation(OnlyWith.class);
        if (only == null) {
            return true;
        }
        var value = environment.getProperty(only.value(), "");
        return !value.isBlank() && !value.equalsIgnoreCase("false");
    }

    /** The class whose method makes the bean, else the bean's own; as it is read, or as code. */
    private static @Nullable String declaring(BeanDefinition definition) {
        if (definition instanceof AbstractBeanDefinition made
                && made.getInstanceSupplier() instanceof BeanInstanceSupplier<?> supplier
                && supplier.getFactoryMethod() != null) {
            return supplier.getFactoryMethod().getDeclaringClass().getName();
        }
        if (definition instanceof AnnotatedBeanDefinition read
                && read.getFactoryMethodMetadata() != null) {
            return read.getFactoryMethodMetadata().getDeclaringClassName();
        }
        return definition.getBeanClassName();
    }
}
