package com.cloudbees.groovy.cps;

/** JenkinsPipelineUnit looks for this annotation, whose library is not on Maven Central. */
public @interface NonCPS {}
