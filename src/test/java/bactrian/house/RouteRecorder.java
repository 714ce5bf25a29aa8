package bactrian.house;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Notes which steps of the product's routes exist and which are run, in every Camel context of
 * every process that has the tests' classes on its class path: Camel finds this plug-in by
 * META-INF/services, so the product knows nothing of it. Each first time is written at once,
 * because tests kill the program.
 */
public final class RouteRecorder implements ContextServicePlugin {
  @Override
  public void load(CamelContext context) {
    StepRecords records = StepRecords.ofThisProcess();
    context
        .getCamelContextExtension()
        .addInterceptStrategy((ignored, node, target, next) -> recording(records, node, target));
  }

  private static Processor recording(StepRecords records, NamedNode node, Processor target) {
    return RouteStep.of(node)
        .<Processor>map(
            step -> {
              records.exists(step);
              return new Recording(target, records, step);
            })
        .orElse(target);
  }

  private static final class Recording extends DelegateAsyncProcessor {
    private final StepRecords records;
    private final RouteStep step;

    Recording(Processor target, StepRecords records, RouteStep step) {
      super(target);
      this.records = records;
      this.step = step;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      records.ran(step);
      return super.process(exchange, callback);
    }
  }
}
