package oo.deploy;

import java.nio.file.Path;
import java.util.Map;

/** What the SAM CLI does for a deployment. */
interface Sam {

  /**
   * @return its version
   * @throws CannotDeploy when there is none
   */
  String check() throws InterruptedException;

  /**
   * Uploads the artefacts; nothing that serves changes.
   *
   * @param template in a folder of the tree, from where it finds the artefacts
   * @return the template with the places of the uploads
   */
  Path upload(Path template, String stack) throws InterruptedException;

  /**
   * Brings the stack to what the template says, and waits for it.
   *
   * @param uploaded as {@link #upload} returned it
   * @param parameters to change; the others stay as they were
   * @throws CannotDeploy when CloudFormation did not do it
   */
  void deploy(Path uploaded, String stack, Map<String, String> parameters)
      throws InterruptedException;
}
