package io.signalbox;

/** The one program: a server, and the commands that talk to it. */
public final class Signalbox {

  private Signalbox() {}

  public static void main(String[] args) {
    System.exit(0);
  }
}
