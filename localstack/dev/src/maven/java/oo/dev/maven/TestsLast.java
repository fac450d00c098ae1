package oo.dev.maven;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import javax.inject.Named;
import javax.inject.Singleton;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.lifecycle.internal.LifecycleModuleBuilder;
import org.apache.maven.lifecycle.internal.ProjectBuildList;
import org.apache.maven.lifecycle.internal.ProjectSegment;
import org.apache.maven.lifecycle.internal.ReactorBuildStatus;
import org.apache.maven.lifecycle.internal.ReactorContext;
import org.apache.maven.lifecycle.internal.TaskSegment;
import org.apache.maven.lifecycle.internal.builder.Builder;

/**
 * Maven's {@code -b tests-last}: makes all modules in their order, then runs the last goal of the
 * command line in each module, in any order. So the tests of a module wait for no other tests, and
 * a core idles at the very end only. The modules that {@code tests.waiting} names, those that take
 * longest first, begin when the input has ended.
 */
@Named("tests-last")
@Singleton
public final class TestsLast implements Builder {
  private final Builder inOrder;
  private final LifecycleModuleBuilder modules;

  @Inject
  public TestsLast(@Named("multithreaded") Builder inOrder, LifecycleModuleBuilder modules) {
    this.inOrder = inOrder;
    this.modules = modules;
  }

  @Override
  public void build(
      MavenSession session,
      ReactorContext reactor,
      ProjectBuildList builds,
      List<TaskSegment> segments,
      ReactorBuildStatus status)
      throws ExecutionException, InterruptedException {
    CompletableFuture<Void> ended = CompletableFuture.runAsync(TestsLast::readInput);
    List<Object> tasks = segments.get(0).getTasks();
    TaskSegment make = segment(tasks.subList(0, tasks.size() - 1));
    TaskSegment test = segment(tasks.subList(tasks.size() - 1, tasks.size()));
    inOrder.build(session, reactor, of(builds, make), List.of(make), status);

    List<String> named =
        List.of(session.getUserProperties().getProperty("tests.waiting", "").split(","));
    var waiting = new TreeMap<Integer, Runnable>(Comparator.reverseOrder());
    var queue = new LinkedBlockingDeque<Runnable>();
    for (ProjectSegment one : of(builds, test)) {
      Runnable run =
          () -> {
            if (!status.isHaltedOrBlacklisted(one.getProject())) {
              modules.buildProject(one.getSession(), reactor, one.getProject(), test);
            }
          };
      int index = named.indexOf(one.getProject().getBasedir().getName());
      if (index < 0) {
        queue.addFirst(run); // The later ones depend on more, so their tests take longer.
      } else {
        waiting.put(index, run);
      }
    }
    int threads = session.getRequest().getDegreeOfConcurrency();
    var pool = new ThreadPoolExecutor(threads, threads, 0, TimeUnit.SECONDS, queue);
    if (!ended.isDone()) {
      pool.prestartAllCoreThreads();
      ended.get();
    }
    waiting.values().forEach(queue::addFirst);
    pool.prestartAllCoreThreads();
    pool.shutdown();
    pool.awaitTermination(1, TimeUnit.DAYS);
  }

  private static void readInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      // It has ended.
    }
  }

  private static TaskSegment segment(List<Object> tasks) {
    var segment = new TaskSegment(false);
    segment.getTasks().addAll(tasks);
    return segment;
  }

  private static ProjectBuildList of(ProjectBuildList builds, TaskSegment segment) {
    List<ProjectSegment> all = new ArrayList<>();
    for (ProjectSegment one : builds) {
      all.add(new ProjectSegment(one.getProject(), segment, one.getSession()));
    }
    return new ProjectBuildList(all);
  }
}
